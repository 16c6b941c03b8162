/* Memory that a function takes for itself, from where Python has laid out its task on. */

#ifndef ARENA_H
#define ARENA_H

#include "kernel.h"

#define ALIGNMENT 64
#define PAGE 0x10000
#define MOST_BYTES 0xFFFF0000 /* What 32-bit addresses reach, but for the last page. */

typedef struct {
    u64 next; /* From here on memory is free. */
} Arena;

/* Where an array will lie; nothing may be written to it before the arena `has_grown`. */
static inline void *take(Arena *arena, u64 n_bytes) {
    u64 start = (arena->next + ALIGNMENT - 1) & -(u64)ALIGNMENT;
    arena->next = start + n_bytes;
    return (void *)(u32)start;
}

/* Make sure that there is memory for all that was taken. */
static inline bool has_grown(const Arena *arena) {
    u64 have = (u64)__builtin_wasm_memory_size(0) * PAGE;
    if (arena->next <= have) return true;
    return arena->next <= MOST_BYTES &&
           __builtin_wasm_memory_grow(0, (arena->next - have + PAGE - 1) / PAGE) != (size_t)-1;
}

/* The first field of every task that takes memory. */
typedef union {
    u32 free; /* The address from which memory is free. */
    u32 used; /* In return the address up to which it was taken; NO_MEMORY where there was too little. */
} Room;

#define NO_MEMORY 0

#endif
