// GET /language/{locale}?return=<local path>: remembers the language in this browser, on the
// account of who is signed in, and goes back.
#pragma once

#include <tessera/people/language.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> choose_language(const Web& web, people::LanguageStore& languages,
                                                   http::Request& request);

}  // namespace tessera::endpoints
