#include <tessera/crypto/attestation_certificate.hpp>

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include <tessera/crypto/digest.hpp>

#include "crypto/x509/names.hpp"
#include "crypto/x509/objects.hpp"

namespace tessera::crypto {
namespace {

using StoreRef = std::unique_ptr<X509_STORE, FreeBy<X509_STORE_free>>;
using StoreContextRef = std::unique_ptr<X509_STORE_CTX, FreeBy<X509_STORE_CTX_free>>;
using ObjectRef = std::unique_ptr<ASN1_OBJECT, FreeBy<ASN1_OBJECT_free>>;
using ConstraintsRef = std::unique_ptr<BASIC_CONSTRAINTS, FreeBy<BASIC_CONSTRAINTS_free>>;
using UsageRef = std::unique_ptr<EXTENDED_KEY_USAGE, FreeBy<EXTENDED_KEY_USAGE_free>>;
using NamesRef = std::unique_ptr<GENERAL_NAMES, FreeBy<GENERAL_NAMES_free>>;

constexpr int kLongestPath = 6;
constexpr int kAuthLevel = 2;  // 112 bits of security: no SHA-1, no MD5, no short keys

void free_stack(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}
using StackRef = std::unique_ptr<STACK_OF(X509), FreeBy<free_stack>>;

NamesRef alternative_names(X509* certificate) {
  return NamesRef{static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
}

const EVP_MD* digest_of(AttestationAlg alg) {
  switch (alg) {
    case AttestationAlg::rsa_sha1:
      return algorithms().sha1;
    case AttestationAlg::ed25519:
      return nullptr;
    default:
      return algorithms().sha256;
  }
}

int key_type_of(AttestationAlg alg) {
  switch (alg) {
    case AttestationAlg::ecdsa_sha256:
      return EVP_PKEY_EC;
    case AttestationAlg::ed25519:
      return EVP_PKEY_ED25519;
    default:
      return EVP_PKEY_RSA;
  }
}

}  // namespace

Result<AttestationCertificate> AttestationCertificate::from_der(BytesView der) {
  const ErrorQueue errors;
  if (der.size() > kLongestCertificate) return fail(Errc::invalid, "certificate.too_large");
  auto parsed = parse_certificate(der);
  if (!parsed) return fail(Errc::invalid, "certificate.malformed");
  AttestationCertificate out;
  out.certificate_ = {parsed.release(), X509_free};
  out.der_ = std::make_shared<const Bytes>(der.begin(), der.end());
  return out;
}

std::optional<AttestationCertificate::Extension> AttestationCertificate::extension(
    const std::string& oid) const {
  const ErrorQueue errors;
  const ObjectRef object{OBJ_txt2obj(oid.c_str(), 1)};
  const int at = object ? X509_get_ext_by_OBJ(certificate_.get(), object.get(), -1) : -1;
  if (at < 0 || X509_get_ext_by_OBJ(certificate_.get(), object.get(), at) >= 0) return std::nullopt;
  auto* extension = X509_get_ext(certificate_.get(), at);
  const auto* value = X509_EXTENSION_get_data(extension);
  const auto* data = ASN1_STRING_get0_data(value);
  return Extension{.critical = X509_EXTENSION_get_critical(extension) == 1,
                   .value = Bytes(data, data + ASN1_STRING_length(value))};
}

int AttestationCertificate::version() const {
  return static_cast<int>(X509_get_version(certificate_.get())) + 1;
}

bool AttestationCertificate::is_end_entity() const {
  const ErrorQueue errors;
  const ConstraintsRef constraints{static_cast<BASIC_CONSTRAINTS*>(
      X509_get_ext_d2i(certificate_.get(), NID_basic_constraints, nullptr, nullptr))};
  return constraints && constraints->ca == 0;
}

std::vector<NameAttribute> AttestationCertificate::subject() const {
  const ErrorQueue errors;
  std::vector<NameAttribute> out;
  if (!read_attributes(X509_get_subject_name(certificate_.get()), out)) out.clear();
  return out;
}

std::vector<NameAttribute> AttestationCertificate::alternative_directory_names() const {
  const ErrorQueue errors;
  std::vector<NameAttribute> out;
  const auto names = alternative_names(certificate_.get());
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DIRNAME && !read_attributes(name->d.directoryName, out)) return {};
  }
  return out;
}

bool AttestationCertificate::has_extended_usage(const std::string& oid) const {
  const ErrorQueue errors;
  const UsageRef usages{static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(certificate_.get(), NID_ext_key_usage, nullptr, nullptr))};
  for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    if (oid_of(sk_ASN1_OBJECT_value(usages.get(), i)) == oid) return true;
  }
  return false;
}

std::vector<std::string> AttestationCertificate::dns_names() const {
  const ErrorQueue errors;
  std::vector<std::string> out;
  const auto names = alternative_names(certificate_.get());
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) out.push_back(text_of(name->d.dNSName));
  }
  return out;
}

Result<Key> AttestationCertificate::key() const {
  const ErrorQueue errors;
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate_.get()), &der);
  if (size <= 0) return fail(Errc::invalid, "key.malformed");
  auto key = Key::from_public_der({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return key;
}

std::string AttestationCertificate::key_identifier() const {
  const auto* bits = X509_get0_pubkey_bitstr(certificate_.get());
  return to_hex(
      sha1({ASN1_STRING_get0_data(bits), static_cast<std::size_t>(ASN1_STRING_length(bits))}));
}

bool AttestationCertificate::verify(AttestationAlg alg, BytesView data, BytesView signature) const {
  const ErrorQueue errors;
  auto* key = X509_get0_pubkey(certificate_.get());
  if (key == nullptr || EVP_PKEY_get_base_id(key) != key_type_of(alg)) return false;
  const MdContext context{EVP_MD_CTX_new()};
  return context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, digest_of(alg), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(),
                          data.size()) == 1;
}

bool leads_to(std::span<const AttestationCertificate> path,
              std::span<const AttestationCertificate> roots, TimePoint now) {
  const ErrorQueue errors;
  if (path.empty() || roots.empty()) return false;
  const StoreRef store{X509_STORE_new()};
  const StoreContextRef context{X509_STORE_CTX_new()};
  const StackRef others{sk_X509_new_null()};
  check(store && context && others, "attestation path");
  // Parsed again: the store marks what it holds, and those of the caller are shared.
  std::vector<X509Ref> owned;
  const auto parsed = [&](const AttestationCertificate& each) {
    owned.push_back(parse_certificate(each.der()));
    check(owned.back() != nullptr, "attestation path");
    return owned.back().get();
  };
  for (const auto& root : roots)
    check(X509_STORE_add_cert(store.get(), parsed(root)) == 1, "X509_STORE_add_cert");
  for (const auto& each : path.subspan(1))
    check(sk_X509_push(others.get(), parsed(each)) > 0, "attestation path");
  check(X509_STORE_CTX_init(context.get(), store.get(), parsed(path.front()), others.get()) == 1,
        "X509_STORE_CTX_init");
  auto* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
  X509_VERIFY_PARAM_set_time(param, to_unix(now));
  X509_VERIFY_PARAM_set_depth(param, kLongestPath);
  X509_VERIFY_PARAM_set_auth_level(param, kAuthLevel);
  return X509_verify_cert(context.get()) == 1;
}

}  // namespace tessera::crypto
