// How a certificate becomes the identifier of a person: a template per trust anchor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/crypto/x509.hpp>

namespace tessera::authn {

// "{subject.serialNumber}", "{upn}", "{issuer}|{serial}" ... Placeholders: subject.<attribute>,
// email, upn, uri (subject alternative names), issuer, serial, key (SHA-256 of the public key).
class CertificateTemplate {
 public:
  // Errc::invalid "template.malformed": an unknown placeholder, none at all, or other text between
  // them than : | / # + and space.
  [[nodiscard]] static Result<CertificateTemplate> parse(std::string_view text);
  // Two certificates get the same text only if they have the same values: what could be taken for
  // the text between is percent-encoded. Names of mail and logon have no case. Errc::forbidden
  // "certificate.no_identifier": a value is missing, empty, or there are two of them.
  [[nodiscard]] Result<std::string> render(const crypto::X509Facts& facts) const;
  // It names one certificate, not what its successor will have too.
  [[nodiscard]] bool names_one_certificate() const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  enum class Source { literal, subject, email, upn, uri, issuer, serial, key };
  struct Part {
    Source source;
    std::string text;  // of a literal; type of a subject attribute
  };
  [[nodiscard]] static Result<Part> parse_placeholder(std::string_view word);
  [[nodiscard]] static std::vector<std::string> values_of(const Part& part,
                                                          const crypto::X509Facts& facts);
  std::string text_;
  std::vector<Part> parts_;
};

}  // namespace tessera::authn
