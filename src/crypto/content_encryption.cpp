#include <tessera/crypto/encryption.hpp>

#include <algorithm>
#include <stdexcept>

#include <openssl/err.h>

#include <tessera/crypto/digest.hpp>

#include "crypto/algorithms.hpp"

namespace tessera::crypto {
namespace {

constexpr std::size_t kBlock = 16;

std::unexpected<Error> altered() {
  ERR_clear_error();
  return fail(Errc::invalid, "content.altered");
}

EVP_CIPHER_CTX* cipher_context() {
  thread_local const CipherContext context{EVP_CIPHER_CTX_new()};
  check(context != nullptr && EVP_CIPHER_CTX_reset(context.get()) == 1, "cipher context");
  return context.get();
}

const EVP_CIPHER* cipher_of(ContentAlg alg) {
  switch (alg) {
    case ContentAlg::a128cbc_hs256:
      return algorithms().aes_128_cbc;
    case ContentAlg::a128gcm:
      return algorithms().aes_128_gcm;
    case ContentAlg::a256gcm:
      return algorithms().aes_256_gcm;
  }
  throw std::logic_error("unknown content algorithm");
}

bool add(EVP_CIPHER_CTX* cipher, BytesView in, std::uint8_t* out, int& length) {
  length = 0;
  return in.empty() ||
         EVP_CipherUpdate(cipher, out, &length, in.data(), static_cast<int>(in.size())) == 1;
}

// RFC 7518 5.2.2.1: the MAC covers associated data, iv, ciphertext and the length in bits of the
// first; its left half is the tag.
Bytes cbc_tag(const Secret& key, const SealedContent& sealed, std::string_view associated) {
  auto covered = to_bytes(associated);
  covered.insert(covered.end(), sealed.iv.begin(), sealed.iv.end());
  covered.insert(covered.end(), sealed.cipher_text.begin(), sealed.cipher_text.end());
  const std::uint64_t bits = std::uint64_t{associated.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8)
    covered.push_back(static_cast<std::uint8_t>(bits >> shift));
  const auto mac = hmac_sha256(key.reveal_bytes().first(kBlock), covered);
  return {mac.begin(), mac.begin() + kContentTagSize};
}

// RFC 7518 5.2.2.1: the first half of the key is for the MAC, the second for AES.
void seal_cbc(const Secret& key, BytesView plain, std::string_view associated,
              SealedContent& sealed) {
  auto* cipher = cipher_context();
  sealed.cipher_text.resize(plain.size() + kBlock);
  int written = 0;
  int last = 0;
  check(EVP_EncryptInit_ex2(cipher, algorithms().aes_128_cbc,
                            key.reveal_bytes().subspan(kBlock).data(), sealed.iv.data(),
                            nullptr) == 1 &&
            add(cipher, plain, sealed.cipher_text.data(), written) &&
            EVP_CipherFinal_ex(cipher, sealed.cipher_text.data() + written, &last) == 1,
        "AES-CBC seal");
  EVP_CIPHER_CTX_reset(cipher);
  sealed.cipher_text.resize(static_cast<std::size_t>(written + last));
  sealed.tag = cbc_tag(key, sealed, associated);
}

// RFC 7518 5.2.2.2: the tag first, so that no padding is looked at that we did not make.
Result<Bytes> open_cbc(const Secret& key, const SealedContent& sealed,
                       std::string_view associated) {
  if (!equal_in_constant_time(cbc_tag(key, sealed, associated), sealed.tag)) return altered();
  auto* cipher = cipher_context();
  Bytes plain(sealed.cipher_text.size() + kBlock);
  int written = 0;
  int last = 0;
  const bool good = EVP_DecryptInit_ex2(cipher, algorithms().aes_128_cbc,
                                        key.reveal_bytes().subspan(kBlock).data(), sealed.iv.data(),
                                        nullptr) == 1 &&
                    add(cipher, sealed.cipher_text, plain.data(), written) &&
                    EVP_CipherFinal_ex(cipher, plain.data() + written, &last) == 1;
  EVP_CIPHER_CTX_reset(cipher);
  if (!good) return altered();
  plain.resize(static_cast<std::size_t>(written + last));
  return plain;
}

bool start_gcm(EVP_CIPHER_CTX* cipher, ContentAlg alg, const Secret& key, const Bytes& iv,
               std::string_view associated, bool encrypt) {
  int length = 0;
  return EVP_CipherInit_ex2(cipher, cipher_of(alg), key.reveal_bytes().data(), iv.data(),
                            encrypt ? 1 : 0, nullptr) == 1 &&
         add(cipher, as_bytes(associated), nullptr, length);
}

void seal_gcm(ContentAlg alg, const Secret& key, BytesView plain, std::string_view associated,
              SealedContent& sealed) {
  auto* cipher = cipher_context();
  sealed.cipher_text.resize(plain.size());
  sealed.tag.resize(kContentTagSize);
  int length = 0;
  check(start_gcm(cipher, alg, key, sealed.iv, associated, true) &&
            add(cipher, plain, sealed.cipher_text.data(), length) &&
            EVP_CipherFinal_ex(cipher, sealed.tag.data(), &length) == 1 &&
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, kContentTagSize,
                                sealed.tag.data()) == 1,
        "AES-GCM seal");
  EVP_CIPHER_CTX_reset(cipher);
}

Result<Bytes> open_gcm(ContentAlg alg, const Secret& key, const SealedContent& sealed,
                       std::string_view associated) {
  auto* cipher = cipher_context();
  Bytes plain(sealed.cipher_text.size());
  auto tag = sealed.tag;
  std::uint8_t nothing = 0;
  int length = 0;
  const bool genuine =
      start_gcm(cipher, alg, key, sealed.iv, associated, false) &&
      add(cipher, sealed.cipher_text, plain.data(), length) &&
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, kContentTagSize, tag.data()) == 1 &&
      EVP_CipherFinal_ex(cipher, &nothing, &length) == 1;
  EVP_CIPHER_CTX_reset(cipher);
  if (genuine) return plain;
  wipe(plain.data(), plain.size());
  return altered();
}

}  // namespace

SealedContent seal_content(ContentAlg alg, const Secret& key, BytesView plain,
                           std::string_view associated, Random& random) {
  if (key.reveal_bytes().size() != key_size(alg)) throw std::logic_error("content key size");
  SealedContent sealed{.iv = random.bytes(iv_size(alg))};
  if (alg == ContentAlg::a128cbc_hs256) {
    seal_cbc(key, plain, associated, sealed);
  } else {
    seal_gcm(alg, key, plain, associated, sealed);
  }
  return sealed;
}

Result<Bytes> open_content(ContentAlg alg, const Secret& key, const SealedContent& sealed,
                           std::string_view associated) {
  const bool sized = key.reveal_bytes().size() == key_size(alg) &&
                     sealed.iv.size() == iv_size(alg) && sealed.tag.size() == kContentTagSize;
  if (!sized) return altered();
  if (alg == ContentAlg::a128cbc_hs256) return open_cbc(key, sealed, associated);
  return open_gcm(alg, key, sealed, associated);
}

}  // namespace tessera::crypto
