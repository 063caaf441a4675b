// Begin, come back, watch, withdraw.
#pragma once

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_enrol_start(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> start_enrolment(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_resume(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> resume_enrolment(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_track(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> track_enrolment(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_status(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_withdraw(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> withdraw_enrolment(const EnrolDeps& deps,
                                                      http::Request& request);
[[nodiscard]] Task<http::Response> edit_again(const EnrolDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
