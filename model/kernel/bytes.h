/* Bytes, 64 at a time. */

#ifndef BYTES_H
#define BYTES_H

#include <wasm_simd128.h>

#include "kernel.h"

/* Which of 64 bytes compare as asked: bit i stands for byte i. */
#define MASK_OF(compare, bytes, with)                                       \
    ((u64)wasm_i8x16_bitmask(compare(wasm_v128_load(bytes), with)) |            \
     (u64)wasm_i8x16_bitmask(compare(wasm_v128_load((bytes) + 16), with)) << 16 | \
     (u64)wasm_i8x16_bitmask(compare(wasm_v128_load((bytes) + 32), with)) << 32 | \
     (u64)wasm_i8x16_bitmask(compare(wasm_v128_load((bytes) + 48), with)) << 48)

enum { AT_ONCE = 16 }; /* Code points. */

/* Sixteen code points as bytes; what is written of those that are higher than a limit says nothing, and bit i of
   `others` stands for code point i if it is one of them. */
static inline v128_t narrow(const u32 *codes, u32 limit, u32 *others) {
    v128_t a = wasm_v128_load(codes), b = wasm_v128_load(codes + 4);
    v128_t c = wasm_v128_load(codes + 8), d = wasm_v128_load(codes + 12), most = wasm_i32x4_splat(limit);
    v128_t low = wasm_i16x8_narrow_i32x4(wasm_i32x4_gt(a, most), wasm_i32x4_gt(b, most));
    v128_t high = wasm_i16x8_narrow_i32x4(wasm_i32x4_gt(c, most), wasm_i32x4_gt(d, most));
    *others = wasm_i8x16_bitmask(wasm_i8x16_narrow_i16x8(low, high));
    return wasm_u8x16_narrow_i16x8(wasm_u16x8_narrow_i32x4(a, b), wasm_u16x8_narrow_i32x4(c, d));
}

/* Look those others up, one by one, and write what stands for them. */
static inline void write_others(const u32 *codes, u32 others, const u8 *table, u8 *bytes) {
    for (; others; others &= others - 1) {
        u32 at = __builtin_ctz(others);
        bytes[at] = table[code_of(codes[at])];
    }
}

#endif
