// Locales that the catalogue has, and the order in which a request chooses one (ADR 24):
// ui_locales, account, cookie, Accept-Language, default.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

struct LocaleWishes {
  std::string ui_locales;       // OpenID Connect Core 3.1.2.1, space separated BCP 47 tags
  std::string account;          // stored preference, or empty
  std::string cookie;           // last choice on this browser, or empty
  std::string accept_language;  // RFC 9110 12.5.4
};

// The first wish that is available, by prefix match ("cy-GB" finds "cy"); "en" otherwise.
[[nodiscard]] std::string choose_locale(const LocaleWishes& wishes,
                                        std::span<const std::string> available);

}  // namespace tessera
