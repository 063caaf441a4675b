// What every file of this room shares: OpenSSL objects that free themselves, algorithms fetched
// once (an implicit fetch takes a global lock on each call and does not scale), and the reaction to
// a primitive that fails for no reason of the input.
#pragma once

#include <memory>

#include <openssl/evp.h>

namespace tessera::crypto {

template <auto Free>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using MdContext = std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeBy<EVP_CIPHER_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeBy<EVP_MAC_CTX_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeBy<EVP_PKEY_CTX_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;

struct Algorithms {
  EVP_MD* sha1;
  EVP_MD* sha256;
  EVP_MD* sha384;
  EVP_MD* sha512;
  EVP_MAC* hmac;
  EVP_CIPHER* aes_128_gcm;
  EVP_CIPHER* aes_256_gcm;
  EVP_CIPHER* aes_128_cbc;
  EVP_CIPHER* aes_128_wrap;
};
// Process-wide, never freed. Thread-safe.
[[nodiscard]] const Algorithms& algorithms();

// Throws std::runtime_error with OpenSSL's reason: out of memory, or a library without an
// algorithm.
void check(bool ok, const char* what);

}  // namespace tessera::crypto
