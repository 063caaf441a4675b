// Scans: one file per form, streamed; the CSRF token is the first part, before any byte is kept.
#pragma once

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_evidence(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> upload_evidence(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> remove_evidence(const EnrolDeps& deps, http::Request& request);

// "1.2 MB", "JPEG": how a scan is named on a page.
[[nodiscard]] std::string size_text(std::int64_t bytes);
[[nodiscard]] std::string format_text(std::string_view media_type);

}  // namespace tessera::endpoints
