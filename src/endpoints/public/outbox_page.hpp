// GET /dev/outbox and /dev/outbox/{name}: the mails of a development server, newest first.
#pragma once

#include <filesystem>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_outbox(const Web& web, http::Request& request,
                                               const std::filesystem::path& folder);
[[nodiscard]] Task<http::Response> show_mail(const Web& web, http::Request& request,
                                             const std::filesystem::path& folder);

}  // namespace tessera::endpoints
