#include <array>
#include <stdexcept>

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <tessera/crypto/digest.hpp>

#include "crypto/key_data.hpp"

namespace tessera::crypto {
namespace {

using EcdsaSignature = std::unique_ptr<ECDSA_SIG, FreeBy<ECDSA_SIG_free>>;

constexpr std::size_t kEcdsaSize = 64;    // RFC 7518 3.4
constexpr std::size_t kEcdsaMaxDer = 72;  // two integers of at most 33 bytes
constexpr std::size_t kEd25519Size = 64;

// RFC 7518 3.3 and 3.5: SHA-256 throughout, and for PSS a salt as long as the digest.
void set_rsa_options(EVP_PKEY_CTX* context, int padding) {
  auto* sha256 = algorithms().sha256;
  check(EVP_PKEY_CTX_set_rsa_padding(context, padding) == 1 &&
            EVP_PKEY_CTX_set_signature_md(context, sha256) == 1,
        "RSA options");
  if (padding != RSA_PKCS1_PSS_PADDING) return;
  check(EVP_PKEY_CTX_set_rsa_mgf1_md(context, sha256) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1,
        "PSS options");
}

PkeyContext prepare(EVP_PKEY* pkey, int (*init)(EVP_PKEY_CTX*), int rsa_padding) {
  PkeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, pkey, nullptr)};
  check(context != nullptr && init(context.get()) == 1, "signature context");
  if (rsa_padding != 0) set_rsa_options(context.get(), rsa_padding);
  return context;
}

PreparedContexts prepare_both(const Key::Data& data, int rsa_padding) {
  return {
      .sign = data.is_private ? prepare(data.pkey.get(), EVP_PKEY_sign_init, rsa_padding) : nullptr,
      .verify = prepare(data.pkey.get(), EVP_PKEY_verify_init, rsa_padding)};
}

const PreparedContexts& contexts_for(const Key::Data& data, SignAlg alg) {
  return alg == SignAlg::rs256 ? data.pkcs1 : data.main;
}

PkeyContext duplicate(const PkeyContext& prepared) {
  PkeyContext context{EVP_PKEY_CTX_dup(prepared.get())};
  check(context != nullptr, "signature context");
  return context;
}

Bytes from_der(BytesView der) {
  const auto* at = der.data();
  const EcdsaSignature signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  Bytes raw(kEcdsaSize);
  check(signature != nullptr &&
            BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), 32) == 32 &&
            BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + 32, 32) == 32,
        "ECDSA signature");
  return raw;
}

Bytes to_der(BytesView raw) {
  const EcdsaSignature signature{ECDSA_SIG_new()};
  check(signature != nullptr && ECDSA_SIG_set0(signature.get(), BN_bin2bn(raw.data(), 32, nullptr),
                                               BN_bin2bn(raw.data() + 32, 32, nullptr)) == 1,
        "ECDSA signature");
  Bytes der(kEcdsaMaxDer);
  auto* at = der.data();
  const int size = i2d_ECDSA_SIG(signature.get(), &at);
  check(size > 0, "ECDSA signature");
  der.resize(static_cast<std::size_t>(size));
  return der;
}

Bytes sign_digest(const Key::Data& data, SignAlg alg, BytesView digest) {
  const auto context = duplicate(contexts_for(data, alg).sign);
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(data.pkey.get()));
  Bytes signature(size);
  check(EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) == 1,
        "sign");
  signature.resize(size);
  return signature;
}

bool verify_digest(const Key::Data& data, SignAlg alg, BytesView digest, BytesView signature) {
  const auto context = duplicate(contexts_for(data, alg).verify);
  return EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(),
                         digest.size()) == 1;
}

EVP_MD_CTX* message_context() {
  thread_local const MdContext context{EVP_MD_CTX_new()};
  check(context != nullptr && EVP_MD_CTX_reset(context.get()) == 1, "signature context");
  return context.get();
}

Bytes sign_message(const Key::Data& data, BytesView message) {
  auto* context = message_context();
  Bytes signature(kEd25519Size);
  std::size_t size = signature.size();
  check(EVP_DigestSignInit(context, nullptr, nullptr, nullptr, data.pkey.get()) == 1 &&
            EVP_DigestSign(context, signature.data(), &size, message.data(), message.size()) == 1,
        "sign");
  EVP_MD_CTX_reset(context);  // it must not keep the key alive
  return signature;
}

bool verify_message(const Key::Data& data, BytesView message, BytesView signature) {
  auto* context = message_context();
  check(EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, data.pkey.get()) == 1, "verify");
  const bool good = EVP_DigestVerify(context, signature.data(), signature.size(), message.data(),
                                     message.size()) == 1;
  EVP_MD_CTX_reset(context);
  return good;
}

bool verify_any(const Key::Data& data, SignAlg alg, BytesView message, BytesView signature) {
  if (alg == SignAlg::eddsa) return verify_message(data, message, signature);
  const auto digest = sha256(message);
  if (alg != SignAlg::es256) return verify_digest(data, alg, digest, signature);
  return signature.size() == kEcdsaSize && verify_digest(data, alg, digest, to_der(signature));
}

}  // namespace

Key::Data::Data(Pkey pkey_in, KeyType type_in, bool is_private_in)
    : pkey(std::move(pkey_in)), type(type_in), is_private(is_private_in) {
  if (type == KeyType::rsa) pkcs1 = prepare_both(*this, RSA_PKCS1_PADDING);
  if (type == KeyType::rsa || type == KeyType::ec_p256)
    main = prepare_both(*this, type == KeyType::rsa ? RSA_PKCS1_PSS_PADDING : 0);
}

Bytes sign(const Key& key, SignAlg alg, BytesView message) {
  if (!fits(alg, key.type()) || !key.has_private()) {
    throw std::logic_error("this key does not make such signatures");
  }
  if (alg == SignAlg::eddsa) return sign_message(key.data(), message);
  const auto signature = sign_digest(key.data(), alg, sha256(message));
  return alg == SignAlg::es256 ? from_der(signature) : signature;
}

bool verify(const Key& key, SignAlg alg, BytesView message, BytesView signature) {
  if (!fits(alg, key.type())) return false;
  const bool good = verify_any(key.data(), alg, message, signature);
  if (!good) ERR_clear_error();
  return good;
}

}  // namespace tessera::crypto
