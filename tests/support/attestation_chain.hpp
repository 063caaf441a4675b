// Certificates with any extension, issued by others: what makers of authenticators use.
#pragma once

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/crypto/key.hpp>

namespace tessera::test {

struct CertificateExtension {
  std::string oid;
  Bytes value;  // DER, within the OCTET STRING
  bool critical = false;
};

struct ChainSpec {
  std::vector<std::pair<std::string, std::string>> subject{
      {"C", "DE"}, {"O", "Maker"}, {"OU", "Authenticator Attestation"}, {"CN", "Model"}};
  std::string issuer = "Maker Root";  // common name
  std::vector<CertificateExtension> extensions{};
  std::string basic_constraints = "CA:FALSE";                    // or ""
  std::string alternative_names{};                               // in the words of OpenSSL
  std::vector<std::pair<std::string, std::string>> tpm_names{};  // directory name: OID and value
  std::string extended_usage{};
  int version = 3;
  TimePoint not_before{seconds{1'700'000'000}};
  TimePoint not_after{seconds{2'000'000'000}};
};

inline void add_extension(X509* certificate, int nid, const std::string& value) {
  auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

inline void add_name(X509_NAME* name, const std::string& type, const std::string& value, int set) {
  X509_NAME_add_entry_by_txt(name, type.c_str(), MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(value.data()),
                             static_cast<int>(value.size()), -1, set);
}

inline void add_directory_name(X509* certificate,
                               const std::vector<std::pair<std::string, std::string>>& names) {
  X509_NAME* directory = X509_NAME_new();
  for (const auto& [type, value] : names) {
    auto* object = OBJ_txt2obj(type.c_str(), 1);
    X509_NAME_add_entry_by_OBJ(directory, object, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
    ASN1_OBJECT_free(object);
  }
  auto* names_stack = sk_GENERAL_NAME_new_null();
  auto* name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, GEN_DIRNAME, directory);
  sk_GENERAL_NAME_push(names_stack, name);
  X509_add1_ext_i2d(certificate, NID_subject_alt_name, names_stack, 1, X509V3_ADD_DEFAULT);
  sk_GENERAL_NAME_pop_free(names_stack, GENERAL_NAME_free);
}

inline void add_raw_extension(X509* certificate, const CertificateExtension& spec) {
  auto* object = OBJ_txt2obj(spec.oid.c_str(), 1);
  auto* data = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(data, spec.value.data(), static_cast<int>(spec.value.size()));
  auto* extension = X509_EXTENSION_create_by_OBJ(nullptr, object, spec.critical ? 1 : 0, data);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(data);
  ASN1_OBJECT_free(object);
}

// subject_key is certified by issuer_key.
inline Bytes issue(const crypto::Key& subject_key, const crypto::Key& issuer_key,
                   const ChainSpec& spec = {}) {
  const std::unique_ptr<X509, decltype(&X509_free)> owner(X509_new(), X509_free);
  auto* certificate = owner.get();
  X509_set_version(certificate, spec.version - 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 11);
  for (const auto& [type, value] : spec.subject)
    add_name(X509_get_subject_name(certificate), type, value, 0);
  X509_NAME* issuer = X509_NAME_new();
  add_name(issuer, "CN", spec.issuer, 0);
  X509_set_issuer_name(certificate, issuer);
  X509_NAME_free(issuer);
  ASN1_TIME_set(X509_getm_notBefore(certificate), to_unix(spec.not_before));
  ASN1_TIME_set(X509_getm_notAfter(certificate), to_unix(spec.not_after));
  X509_set_pubkey(certificate, subject_key.native());
  if (!spec.basic_constraints.empty())
    add_extension(certificate, NID_basic_constraints, spec.basic_constraints);
  if (!spec.alternative_names.empty())
    add_extension(certificate, NID_subject_alt_name, spec.alternative_names);
  if (!spec.tpm_names.empty()) add_directory_name(certificate, spec.tpm_names);
  if (!spec.extended_usage.empty())
    add_extension(certificate, NID_ext_key_usage, spec.extended_usage);
  for (const auto& each : spec.extensions) add_raw_extension(certificate, each);
  const bool one_shot = issuer_key.type() == crypto::KeyType::ed25519;
  X509_sign(certificate, issuer_key.native(), one_shot ? nullptr : EVP_sha256());
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

inline Bytes issue_root(const crypto::Key& key, const std::string& name = "Maker Root") {
  return issue(
      key, key,
      {.subject = {{"CN", name}}, .issuer = name, .basic_constraints = "critical,CA:TRUE"});
}

// A signature as WebAuthn and X.509 write it (ECDSA: DER).
inline Bytes sign_der(const crypto::Key& key, BytesView data, const EVP_MD* digest = EVP_sha256()) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  const bool one_shot = key.type() == crypto::KeyType::ed25519;
  std::size_t size = 512;
  Bytes out(size);
  EVP_DigestSignInit(context.get(), nullptr, one_shot ? nullptr : digest, nullptr, key.native());
  EVP_DigestSign(context.get(), out.data(), &size, data.data(), data.size());
  out.resize(size);
  return out;
}

}  // namespace tessera::test
