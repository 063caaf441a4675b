// The registrars' queue and case pages.
#pragma once

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_queue(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> take_case(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> give_case_back(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_case(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> reveal_case(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> download_evidence(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> decide_case(const EnrolDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
