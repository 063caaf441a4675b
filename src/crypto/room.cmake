# libsodium as an archive, so that its calls of mmap and munmap can be wrapped: see argon2_arena.hpp.
find_library(TESSERA_SODIUM_ARCHIVE libsodium.a REQUIRED)
target_link_libraries(tessera_crypto PRIVATE "${TESSERA_SODIUM_ARCHIVE}")
target_link_options(tessera_crypto INTERFACE "-Wl,--wrap=mmap,--wrap=munmap")
