// Which application this browser works on: its id and continuation code, sealed in a cookie.
#pragma once

#include <optional>
#include <string>

#include <tessera/base/secret.hpp>
#include <tessera/base/uuid.hpp>

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

inline constexpr std::string_view kEnrolCookie = "__Host-enrol";

// The application of this browser, or why there is none.
struct OpenedApplication {
  std::optional<enrol::Application> application;
  Secret code;
  std::optional<http::Response> refusal;  // set if application is not
};
[[nodiscard]] Task<OpenedApplication> open_application(const EnrolDeps& deps,
                                                       http::Request& request);

// 303 to a page, with the cookie of what was just begun.
[[nodiscard]] http::Response redirect_with(const EnrolDeps& deps, const enrol::Started& started,
                                           std::string path);

// The error as messages beside the fields it names; one without a field if it names none.
[[nodiscard]] std::vector<ui::FieldMessage> messages_of(const Error& error,
                                                        std::string_view otherwise = {});
// Errors that belong on a page of their own, not beside a field.
[[nodiscard]] bool is_page_error(const Error& error);

}  // namespace tessera::endpoints
