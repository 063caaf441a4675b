// The part of discovery about signed and encrypted answers and about verified claims.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

namespace tessera::oauth {

// OpenID Connect Discovery 3, RFC 9701 7, JARM 3, RFC 9101 10.5.
void add_protection(boost::json::object& document);
// OpenID Connect for Identity Assurance 1.0 7.
void add_identity_assurance(boost::json::object& document, std::string_view trust_framework);

}  // namespace tessera::oauth
