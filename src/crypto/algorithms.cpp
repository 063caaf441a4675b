#include "crypto/algorithms.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include <openssl/err.h>

namespace tessera::crypto {
namespace {

Algorithms fetch_algorithms() {
  const Algorithms fetched{
      .sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr),
      .sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr),
      .sha384 = EVP_MD_fetch(nullptr, "SHA384", nullptr),
      .sha512 = EVP_MD_fetch(nullptr, "SHA512", nullptr),
      .hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr),
      .aes_128_gcm = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr),
      .aes_256_gcm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr),
      .aes_128_cbc = EVP_CIPHER_fetch(nullptr, "AES-128-CBC", nullptr),
      .aes_128_wrap = EVP_CIPHER_fetch(nullptr, "AES-128-WRAP", nullptr),
  };
  check(fetched.sha1 && fetched.sha256 && fetched.sha384 && fetched.sha512, "fetch digests");
  check(fetched.hmac && fetched.aes_128_gcm && fetched.aes_256_gcm, "fetch HMAC and AES-GCM");
  check(fetched.aes_128_cbc && fetched.aes_128_wrap, "fetch AES-CBC and AES key wrap");
  return fetched;
}

}  // namespace

const Algorithms& algorithms() {
  static const Algorithms fetched = fetch_algorithms();
  return fetched;
}

void check(bool ok, const char* what) {
  if (ok) return;
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
  ERR_clear_error();
  throw std::runtime_error(std::string(what) + ": " + reason.data());
}

}  // namespace tessera::crypto
