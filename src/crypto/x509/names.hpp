// Names in certificates, as text that compares byte for byte.
#pragma once

#include <string>
#include <vector>

#include <openssl/x509v3.h>

#include <tessera/crypto/x509.hpp>

namespace tessera::crypto {

[[nodiscard]] std::string oid_of(const ASN1_OBJECT* object);  // "" if it is too long
// One assertion and one relative name in the normal form of certificate_identity.hpp.
[[nodiscard]] std::string render_assertion(const std::string& oid, std::string_view value);
// Within a relative name the order of the assertions means nothing (RFC 4514 2.2).
[[nodiscard]] std::string join_relative(std::vector<std::string> assertions);
// "" if a value is no text.
[[nodiscard]] std::string normal_name(const X509_NAME* name);
// In the order of the certificate; false if a value is no text.
[[nodiscard]] bool read_attributes(const X509_NAME* name, std::vector<NameAttribute>& out);
// "" for text with a NUL: "a.test\0.evil.test" is no name (CVE-2009-2408).
[[nodiscard]] std::string text_of(const ASN1_STRING* text);

}  // namespace tessera::crypto
