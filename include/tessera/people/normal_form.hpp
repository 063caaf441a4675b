// Normal forms of names and identifiers: what is stored, and what is compared.
#pragma once

#include <string>
#include <string_view>

#include <tessera/base/error.hpp>

namespace tessera::people {

// Unicode NFC without leading and trailing white space. Errc::invalid "text.malformed" for text
// that is not UTF-8 or holds control characters.
[[nodiscard]] Result<std::string> normalise_text(std::string_view text);
// For comparison: NFC, case folded, NFC again. Never shown.
[[nodiscard]] Result<std::string> fold_text(std::string_view text);
// For finding, never for telling apart: folded, without accents ("Müller" is "muller").
[[nodiscard]] Result<std::string> bare_text(std::string_view text);
// A login as it is looked up. Errc::invalid "login.malformed" if it is empty, longer than 254 bytes
// or holds white space inside.
[[nodiscard]] Result<std::string> normalise_login(std::string_view login);
// Document and national numbers: folded, letters and digits only ("AB 12-34" is "ab1234").
[[nodiscard]] Result<std::string> normalise_number(std::string_view number);

}  // namespace tessera::people
