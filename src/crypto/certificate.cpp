#include <tessera/crypto/certificate.hpp>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

namespace tessera::crypto {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Certificate read_certificate(const std::string& path) {
  const Bio file(BIO_new_file(path.c_str(), "r"), BIO_free);
  return {file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr, X509_free};
}

PrivateKey read_key(const std::string& path) {
  const Bio file(BIO_new_file(path.c_str(), "r"), BIO_free);
  return {file ? PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr) : nullptr,
          EVP_PKEY_free};
}

TimePoint not_after(const X509* certificate) {
  std::tm parts{};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts);
  return from_unix(timegm(&parts));
}

}  // namespace

Result<CertificateFacts> read_certificate_facts(const std::string& certificate_file,
                                                const std::string& private_key_file) {
  const auto certificate = read_certificate(certificate_file);
  if (!certificate)
    return fail(Errc::invalid, "certificate.unreadable",
                "cannot read a certificate from " + certificate_file);
  const auto key = read_key(private_key_file);
  if (!key)
    return fail(Errc::invalid, "certificate.no_key",
                "cannot read a private key from " + private_key_file);
  return CertificateFacts{.not_after = not_after(certificate.get()),
                          .matches_key = X509_check_private_key(certificate.get(), key.get()) == 1};
}

bool certificate_names_host(const std::string& certificate_file, const std::string& host) {
  const auto certificate = read_certificate(certificate_file);
  if (!certificate || host.empty()) return false;
  return X509_check_host(certificate.get(), host.data(), host.size(),
                         X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1 ||
         X509_check_ip_asc(certificate.get(), host.c_str(), 0) == 1;
}

}  // namespace tessera::crypto
