// What the applicant answers: contact, attributes, document, the last check.
#pragma once

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_contact(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> send_contact(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_contact_code(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> confirm_contact(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_details(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> save_details(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_document(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> save_document(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_check(const EnrolDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> submit_enrolment(const EnrolDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
