// Certificates made in memory: a subject, alternative names, an issuer or none.
#pragma once

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

struct CertificateSpec {
  // Most general first, as certificates have it; an entry that begins with "+" joins the one
  // before.
  std::vector<std::pair<std::string, std::string>> subject{{"CN", "portal"}};
  std::string alternative_names{};  // in the words of OpenSSL: "DNS:a.test,URI:https://a.test"
  TimePoint not_before{seconds{1'700'000'000}};
  TimePoint not_after{seconds{2'000'000'000}};
};

inline Bytes make_certificate(const crypto::Key& key, const CertificateSpec& spec = {}) {
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
  const Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 7);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  for (const auto& [type, value] : spec.subject) {
    const bool joined = type.starts_with('+');
    X509_NAME_add_entry_by_txt(name, type.c_str() + (joined ? 1 : 0), MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, joined ? -1 : 0);
  }
  X509_set_issuer_name(certificate.get(), name);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), to_unix(spec.not_before));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), to_unix(spec.not_after));
  X509_set_pubkey(certificate.get(), key.native());
  if (!spec.alternative_names.empty()) {
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, spec.alternative_names.c_str());
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  const bool one_shot = key.type() == crypto::KeyType::ed25519;
  X509_sign(certificate.get(), key.native(), one_shot ? nullptr : EVP_sha256());
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate.get(), &der);
  Bytes out(der, der + length);
  OPENSSL_free(der);
  return out;
}

}  // namespace tessera::test
