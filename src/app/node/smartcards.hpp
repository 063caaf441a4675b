// [[smartcard]] tables, checked and made into realms.
#pragma once

#include <string>
#include <vector>

#include <tessera/authn/certificates.hpp>

#include "app/config/settings.hpp"

namespace tessera::app {

// Of the text alone, one line per problem; files are read by `tessera doctor` and at start.
[[nodiscard]] std::vector<std::string> check_smartcards(const Settings& settings);
// Throws std::runtime_error naming the file.
[[nodiscard]] std::vector<authn::CertificateRealm> make_certificate_realms(
    const Settings& settings);
// Anchors and intermediates, for the listener that asks for cards.
[[nodiscard]] std::vector<std::string> authority_files(const Settings& settings);
// The listener that asks for cards; "": none.
[[nodiscard]] std::string card_url(const Settings& settings);

}  // namespace tessera::app
