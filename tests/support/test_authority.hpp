// A certification authority in memory: certificates of any (wrong) kind, CRLs, OCSP responses.
#pragma once

#include <openssl/conf.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>

namespace tessera::test {

inline constexpr TimePoint kCardNow{seconds{1'800'000'000}};

using KeyRef = std::shared_ptr<EVP_PKEY>;
inline KeyRef make_ec_key(const char* curve = "P-256") {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve), EVP_PKEY_free};
}
// Empty, but some extensions are not made without.
inline CONF* configuration() {
  static CONF* const empty = NCONF_new(nullptr);
  return empty;
}
inline KeyRef make_rsa_key(std::size_t bits) {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits), EVP_PKEY_free};
}

struct CardSpec {
  std::vector<std::pair<std::string, std::string>> subject{
      {"C", "XX"}, {"serialNumber", "S-1"}, {"CN", "Ada Staff"}};
  // Names and values in the words of OpenSSL's configuration.
  std::vector<std::pair<int, std::string>> extensions{{NID_basic_constraints, "critical,CA:FALSE"},
                                                      {NID_key_usage, "critical,digitalSignature"},
                                                      {NID_ext_key_usage, "clientAuth"}};
  std::vector<std::pair<int, std::string>> more{};
  TimePoint not_before = kCardNow - days{30};
  TimePoint not_after = kCardNow + days{300};
  KeyRef key{};
  const EVP_MD* digest = EVP_sha256();
  long serial = 0;  // 0: the next one
  int version = 2;
};

inline CardSpec authority_spec(const std::string& name) {
  return {.subject = {{"C", "XX"}, {"CN", name}},
          .extensions = {{NID_basic_constraints, "critical,CA:TRUE"},
                         {NID_key_usage, "critical,keyCertSign,cRLSign"}},
          .not_after = kCardNow + days{3000}};
}

class TestCertificate {
 public:
  TestCertificate(std::shared_ptr<X509> certificate, KeyRef key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}

  [[nodiscard]] Bytes der() const {
    unsigned char* out = nullptr;
    const int length = i2d_X509(certificate_.get(), &out);
    Bytes bytes(out, out + length);
    OPENSSL_free(out);
    return bytes;
  }
  [[nodiscard]] std::string pem() const {
    return text([&](BIO* to) { PEM_write_bio_X509(to, certificate_.get()); });
  }
  [[nodiscard]] std::string key_pem() const {
    return text([&](BIO* to) {
      PEM_write_bio_PrivateKey(to, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  [[nodiscard]] X509* native() const { return certificate_.get(); }
  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }

 private:
  template <class Write>
  static std::string text(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    write(out.get());
    char* data = nullptr;
    const auto length = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(length)};
  }
  std::shared_ptr<X509> certificate_;
  KeyRef key_;
};

struct CrlSpec {
  std::vector<long> revoked{};
  TimePoint this_update = kCardNow - hours{1};
  std::optional<TimePoint> next_update = kCardNow + hours{1};
  std::vector<std::pair<int, std::string>> extensions{};
  const EVP_MD* digest = EVP_sha256();
};

struct OcspSpec {
  int status = V_OCSP_CERTSTATUS_GOOD;
  TimePoint this_update = kCardNow - minutes{1};
  std::optional<TimePoint> next_update = kCardNow + hours{1};
  bool nonce = true;
  const EVP_MD* digest = EVP_sha256();
  X509* about = nullptr;  // another certificate than the request's
};

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "Root", CardSpec spec = {})
      : TestAuthority(nullptr, spec.key ? spec : authority_spec(name)) {}
  [[nodiscard]] TestAuthority make_authority(const CardSpec& spec) { return {this, spec}; }
  [[nodiscard]] const TestCertificate& certificate() const { return *certificate_; }
  [[nodiscard]] Bytes der() const { return certificate_->der(); }
  [[nodiscard]] std::string pem() const { return certificate_->pem(); }

  [[nodiscard]] TestCertificate issue(CardSpec spec = {}) {
    return make(spec, certificate_->native(), certificate_->key(),
                spec.serial != 0 ? spec.serial : ++serial_);
  }
  // Under which the authority lets somebody else answer.
  [[nodiscard]] TestCertificate issue_responder(bool no_check = true,
                                                const std::string& usage = "OCSPSigning") {
    CardSpec spec{
        .subject = {{"CN", "Responder"}},
        .extensions = {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, usage}}};
    if (no_check) spec.extensions.emplace_back(NID_id_pkix_OCSP_noCheck, "NULL");
    return issue(spec);
  }
  [[nodiscard]] Bytes make_crl(const CrlSpec& spec = {}) const {
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> crl(X509_CRL_new(), X509_CRL_free);
    X509_CRL_set_version(crl.get(), 1);
    X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(certificate_->native()));
    const Time from(spec.this_update);
    X509_CRL_set1_lastUpdate(crl.get(), from.value.get());
    if (spec.next_update) X509_CRL_set1_nextUpdate(crl.get(), Time(*spec.next_update).value.get());
    for (const long serial : spec.revoked) {
      X509_REVOKED* entry = X509_REVOKED_new();
      const std::unique_ptr<ASN1_INTEGER, decltype(&ASN1_INTEGER_free)> number(ASN1_INTEGER_new(),
                                                                               ASN1_INTEGER_free);
      ASN1_INTEGER_set(number.get(), serial);
      X509_REVOKED_set_serialNumber(entry, number.get());
      X509_REVOKED_set_revocationDate(entry, from.value.get());
      X509_CRL_add0_revoked(crl.get(), entry);
    }
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate_->native(), nullptr, nullptr, crl.get(), 0);
    X509V3_set_nconf(&context, configuration());
    for (const auto& [nid, value] : spec.extensions) {
      X509_EXTENSION* extension = X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str());
      X509_CRL_add_ext(crl.get(), extension, -1);
      X509_EXTENSION_free(extension);
    }
    X509_CRL_sign(crl.get(), certificate_->key(), spec.digest);
    unsigned char* out = nullptr;
    const int length = i2d_X509_CRL(crl.get(), &out);
    Bytes bytes(out, out + length);
    OPENSSL_free(out);
    return bytes;
  }
  // The answer to a request, signed by the authority or by whom it let.
  [[nodiscard]] Bytes answer(BytesView request_der, const OcspSpec& spec = {},
                             const TestCertificate* responder = nullptr) const {
    const auto* at = request_der.data();
    const std::unique_ptr<OCSP_REQUEST, decltype(&OCSP_REQUEST_free)> request(
        d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request_der.size())), OCSP_REQUEST_free);
    const std::unique_ptr<OCSP_BASICRESP, decltype(&OCSP_BASICRESP_free)> basic(
        OCSP_BASICRESP_new(), OCSP_BASICRESP_free);
    OCSP_CERTID* id = OCSP_onereq_get0_id(OCSP_request_onereq_get0(request.get(), 0));
    const std::unique_ptr<OCSP_CERTID, decltype(&OCSP_CERTID_free)> other(
        spec.about == nullptr ? nullptr
                              : OCSP_cert_to_id(EVP_sha1(), spec.about, certificate_->native()),
        OCSP_CERTID_free);
    const Time from(spec.this_update);
    const auto to = spec.next_update ? std::optional<Time>(std::in_place, *spec.next_update)
                                     : std::optional<Time>();
    OCSP_basic_add1_status(basic.get(), other ? other.get() : id, spec.status, 0, from.value.get(),
                           from.value.get(), to ? to->value.get() : nullptr);
    if (spec.nonce) OCSP_copy_nonce(basic.get(), request.get());
    const auto& signer = responder == nullptr ? *certificate_ : *responder;
    OCSP_basic_sign(basic.get(), signer.native(), signer.key(), spec.digest, nullptr, 0);
    const std::unique_ptr<OCSP_RESPONSE, decltype(&OCSP_RESPONSE_free)> response(
        OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()), OCSP_RESPONSE_free);
    unsigned char* out = nullptr;
    const int length = i2d_OCSP_RESPONSE(response.get(), &out);
    Bytes bytes(out, out + length);
    OPENSSL_free(out);
    return bytes;
  }

 private:
  struct Time {
    explicit Time(TimePoint at) : value(ASN1_TIME_new(), ASN1_TIME_free) {
      ASN1_TIME_set(value.get(), to_unix(at));
    }
    std::shared_ptr<ASN1_TIME> value;
  };
  TestAuthority(TestAuthority* parent, const CardSpec& spec) {
    certificate_ = std::make_shared<TestCertificate>(
        parent == nullptr ? make(spec, nullptr, nullptr, 1)
                          : make(spec, parent->certificate_->native(), parent->certificate_->key(),
                                 ++parent->serial_));
  }
  static TestCertificate make(CardSpec spec, X509* issuer, EVP_PKEY* issuer_key, long serial) {
    if (!spec.key) spec.key = make_ec_key();
    const std::shared_ptr<X509> out(X509_new(), X509_free);
    X509_set_version(out.get(), spec.version);
    ASN1_INTEGER_set(X509_get_serialNumber(out.get()), serial);
    X509_NAME* name = X509_get_subject_name(out.get());
    for (const auto& [type, value] : spec.subject) {
      X509_NAME_add_entry_by_txt(name, type.c_str(), MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(value.data()),
                                 static_cast<int>(value.size()), -1, 0);
    }
    X509_set_issuer_name(out.get(), issuer == nullptr ? name : X509_get_subject_name(issuer));
    ASN1_TIME_set(X509_getm_notBefore(out.get()), to_unix(spec.not_before));
    ASN1_TIME_set(X509_getm_notAfter(out.get()), to_unix(spec.not_after));
    X509_set_pubkey(out.get(), spec.key.get());
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer == nullptr ? out.get() : issuer, out.get(), nullptr, nullptr,
                   0);
    X509V3_set_nconf(&context, configuration());
    auto extensions = spec.extensions;
    extensions.insert(extensions.end(), spec.more.begin(), spec.more.end());
    extensions.emplace_back(NID_subject_key_identifier, "hash");
    if (issuer != nullptr) extensions.emplace_back(NID_authority_key_identifier, "keyid:always");
    for (const auto& [nid, value] : extensions) {
      X509_EXTENSION* extension = X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str());
      if (extension == nullptr) throw std::logic_error("extension " + value);
      if (spec.version == 2) X509_add_ext(out.get(), extension, -1);
      X509_EXTENSION_free(extension);
    }
    X509_sign(out.get(), issuer_key == nullptr ? spec.key.get() : issuer_key, spec.digest);
    return {out, spec.key};
  }

  std::shared_ptr<TestCertificate> certificate_;
  long serial_ = 100;
};

}  // namespace tessera::test
