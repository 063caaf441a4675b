#include <tessera/crypto/digest.hpp>

#include <array>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "crypto/algorithms.hpp"

namespace tessera::crypto {
namespace {

void digest(const EVP_MD* md, BytesView data, std::span<std::uint8_t> out) {
  thread_local const MdContext context{EVP_MD_CTX_new()};
  unsigned length = 0;
  check(EVP_DigestInit_ex2(context.get(), md, nullptr) == 1 &&
            EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
            EVP_DigestFinal_ex(context.get(), out.data(), &length) == 1 && length == out.size(),
        "digest");
}

MacContext make_hmac(const char* digest_name) {
  MacContext context{EVP_MAC_CTX_new(algorithms().hmac)};
  const std::array params{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest_name), 0),
      OSSL_PARAM_construct_end()};
  check(context != nullptr && EVP_MAC_CTX_set_params(context.get(), params.data()) == 1, "HMAC");
  return context;
}

// A null key would mean "the last key again" to OpenSSL: an empty one must point somewhere.
void hmac(EVP_MAC_CTX* context, BytesView key, BytesView data, std::span<std::uint8_t> out) {
  static constexpr std::uint8_t kNothing = 0;
  const auto* key_data = key.empty() ? &kNothing : key.data();
  std::size_t length = 0;
  check(EVP_MAC_init(context, key_data, key.size(), nullptr) == 1 &&
            EVP_MAC_update(context, data.data(), data.size()) == 1 &&
            EVP_MAC_final(context, out.data(), &length, out.size()) == 1 && length == out.size(),
        "HMAC");
}

}  // namespace

Sha256 sha256(BytesView data) {
  Sha256 out;
  digest(algorithms().sha256, data, out);
  return out;
}

Bytes sha384(BytesView data) {
  Bytes out(48);
  digest(algorithms().sha384, data, out);
  return out;
}

Bytes sha512(BytesView data) {
  Bytes out(64);
  digest(algorithms().sha512, data, out);
  return out;
}

std::array<std::uint8_t, 20> sha1(BytesView data) {
  std::array<std::uint8_t, 20> out;
  digest(algorithms().sha1, data, out);
  return out;
}

Sha256 hmac_sha256(BytesView key, BytesView data) {
  thread_local const MacContext context = make_hmac("SHA256");
  Sha256 out;
  hmac(context.get(), key, data, out);
  return out;
}

std::array<std::uint8_t, 20> hmac_sha1(BytesView key, BytesView data) {
  thread_local const MacContext context = make_hmac("SHA1");
  std::array<std::uint8_t, 20> out;
  hmac(context.get(), key, data, out);
  return out;
}

Bytes hkdf_sha256(BytesView key, BytesView salt, BytesView info, std::size_t length) {
  check(length <= 255 * sizeof(Sha256), "HKDF length");
  auto pseudo_random_key = hmac_sha256(salt, key);
  Bytes out;
  Bytes block;
  for (std::uint8_t counter = 1; out.size() < length; ++counter) {
    block.insert(block.end(), info.begin(), info.end());
    block.push_back(counter);
    auto next = hmac_sha256(pseudo_random_key, block);
    block.assign(next.begin(), next.end());
    out.insert(out.end(), block.begin(), block.end());
  }
  out.resize(length);
  return out;
}

}  // namespace tessera::crypto
