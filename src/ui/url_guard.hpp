// The last check of a URL that a page links to. The first is ui::SafeUrl.
#pragma once

#include <string_view>

namespace tessera::ui {

// A path of our own, a fragment or a query, http, https or mailto, or a scheme with a dot as native
// apps register them (RFC 8252 7.1). Not javascript:, data:, "//host", nor control characters. The
// URL may be HTML-escaped already.
[[nodiscard]] bool is_safe_url(std::string_view url);

// "/" once, then no "/" or "\", no control characters.
[[nodiscard]] bool is_local_path(std::string_view path);

}  // namespace tessera::ui
