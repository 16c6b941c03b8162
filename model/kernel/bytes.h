/* Bytes, 64 at a time. */

#ifndef BYTES_H
#define BYTES_H

#include <wasm_simd128.h>

/* Which of 64 bytes compare as asked: bit i stands for byte i. */
#define MASK_OF(compare, bytes, with)                                       \
    ((u64)wasm_i8x16_bitmask(compare(wasm_v128_load(bytes), with)) |            \
     (u64)wasm_i8x16_bitmask(compare(wasm_v128_load((bytes) + 16), with)) << 16 | \
     (u64)wasm_i8x16_bitmask(compare(wasm_v128_load((bytes) + 32), with)) << 32 | \
     (u64)wasm_i8x16_bitmask(compare(wasm_v128_load((bytes) + 48), with)) << 48)

#endif
