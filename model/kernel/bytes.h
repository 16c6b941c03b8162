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

/* Which of sixteen code points, in four registers, are higher than a limit: bit i stands for code point i. */
static inline u32 beyond(v128_t a, v128_t b, v128_t c, v128_t d, u32 limit) {
    v128_t most = wasm_i32x4_splat(limit);
    v128_t low = wasm_i16x8_narrow_i32x4(wasm_i32x4_gt(a, most), wasm_i32x4_gt(b, most));
    v128_t high = wasm_i16x8_narrow_i32x4(wasm_i32x4_gt(c, most), wasm_i32x4_gt(d, most));
    return wasm_i8x16_bitmask(wasm_i8x16_narrow_i16x8(low, high));
}

#endif
