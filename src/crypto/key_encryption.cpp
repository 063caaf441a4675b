#include <tessera/crypto/encryption.hpp>

#include <stdexcept>

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <tessera/crypto/digest.hpp>

#include "crypto/key_data.hpp"

namespace tessera::crypto {
namespace {

constexpr std::size_t kSharedSize = 32;
constexpr std::size_t kWrappingSize = 16;
constexpr std::size_t kWrapOverhead = 8;  // RFC 3394 2.2.1

std::unexpected<Error> altered() {
  ERR_clear_error();
  return fail(Errc::invalid, "key_box.altered");
}

PkeyContext context_for(const Key& key) {
  PkeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.native(), nullptr)};
  check(context != nullptr, "key context");
  return context;
}

void require_rsa(const Key& key, bool needs_private) {
  if (key.type() != KeyType::rsa || (needs_private && !key.has_private()))
    throw std::logic_error("this key does not do RSA-OAEP");
}

bool set_oaep(EVP_PKEY_CTX* context) {
  auto* sha256 = algorithms().sha256;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_oaep_md(context, sha256) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, sha256) == 1;
}

CipherContext start_wrap(const Secret& wrapping, bool encrypt) {
  if (wrapping.reveal_bytes().size() != kWrappingSize) throw std::logic_error("wrapping key size");
  CipherContext context{EVP_CIPHER_CTX_new()};
  check(context != nullptr, "cipher context");
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  check(EVP_CipherInit_ex2(context.get(), algorithms().aes_128_wrap, wrapping.reveal_bytes().data(),
                           nullptr, encrypt ? 1 : 0, nullptr) == 1,
        "AES key wrap");
  return context;
}

}  // namespace

Secret agree(const Key& own, const Key& theirs) {
  const bool possible = own.type() == theirs.type() &&
                        (own.type() == KeyType::ec_p256 || own.type() == KeyType::x25519);
  if (!possible || !own.has_private()) throw std::logic_error("these keys cannot agree");
  const auto context = context_for(own);
  Bytes shared(kSharedSize);
  std::size_t size = shared.size();
  check(EVP_PKEY_derive_init(context.get()) == 1 &&
            EVP_PKEY_derive_set_peer(context.get(), theirs.native()) == 1 &&
            EVP_PKEY_derive(context.get(), shared.data(), &size) == 1 && size == kSharedSize,
        "key agreement");
  return Secret{std::move(shared)};
}

Secret concat_kdf(const Secret& shared, BytesView other_info, std::size_t length) {
  if (length > sizeof(Sha256)) throw std::logic_error("more than one round");
  Bytes input{0, 0, 0, 1};
  const auto z = shared.reveal_bytes();
  input.insert(input.end(), z.begin(), z.end());
  input.insert(input.end(), other_info.begin(), other_info.end());
  auto round = sha256(input);
  Secret key{Bytes(round.begin(), round.begin() + static_cast<std::ptrdiff_t>(length))};
  wipe(round.data(), round.size());
  wipe(input.data(), input.size());
  return key;
}

Bytes wrap_key(const Secret& wrapping, const Secret& key) {
  const auto context = start_wrap(wrapping, true);
  const auto plain = key.reveal_bytes();
  Bytes box(plain.size() + kWrapOverhead);
  int length = 0;
  check(EVP_CipherUpdate(context.get(), box.data(), &length, plain.data(),
                         static_cast<int>(plain.size())) == 1 &&
            length == static_cast<int>(box.size()),
        "AES key wrap");
  return box;
}

Result<Secret> unwrap_key(const Secret& wrapping, BytesView box) {
  if (box.size() < 3 * kWrapOverhead || box.size() % kWrapOverhead != 0) return altered();
  const auto context = start_wrap(wrapping, false);
  Bytes key(box.size());
  int length = 0;
  const bool good = EVP_CipherUpdate(context.get(), key.data(), &length, box.data(),
                                     static_cast<int>(box.size())) == 1;
  if (!good || length != static_cast<int>(box.size() - kWrapOverhead)) return altered();
  key.resize(static_cast<std::size_t>(length));
  return Secret{std::move(key)};
}

Bytes seal_oaep(const Key& to, const Secret& key) {
  require_rsa(to, false);
  const auto context = context_for(to);
  const auto plain = key.reveal_bytes();
  Bytes box(static_cast<std::size_t>(EVP_PKEY_get_size(to.native())));
  std::size_t size = box.size();
  check(EVP_PKEY_encrypt_init(context.get()) == 1 && set_oaep(context.get()) &&
            EVP_PKEY_encrypt(context.get(), box.data(), &size, plain.data(), plain.size()) == 1,
        "RSA-OAEP");
  box.resize(size);
  return box;
}

Result<Secret> open_oaep(const Key& own, BytesView box) {
  require_rsa(own, true);
  const auto context = context_for(own);
  check(EVP_PKEY_decrypt_init(context.get()) == 1 && set_oaep(context.get()), "RSA-OAEP");
  Bytes key(static_cast<std::size_t>(EVP_PKEY_get_size(own.native())));
  std::size_t size = key.size();
  if (EVP_PKEY_decrypt(context.get(), key.data(), &size, box.data(), box.size()) != 1)
    return altered();
  Secret plain{Bytes(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(size))};
  wipe(key.data(), key.size());
  return plain;
}

}  // namespace tessera::crypto
