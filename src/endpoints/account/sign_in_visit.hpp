// The ceremony as a request brought it, and the pages that answer it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "endpoints/account/deps.hpp"
#include "ui/authn_pages.hpp"

namespace tessera::endpoints {

struct Visit {
  authn::SignInRequest wish;
  ui::PortalLinks portal;
  ui::SafeUrl here = ui::SafeUrl::local("/sign-in");
  authn::Browser browser;
  std::optional<http::Response> answer;  // there is nothing more to do
};

[[nodiscard]] Task<Visit> open_visit(const AccountDeps& deps, http::Request& request);

// The page of the step, or the way on with what the step made.
[[nodiscard]] http::Response show_step(const AccountDeps& deps, http::Request& request,
                                       const Visit& visit, const authn::StepResult& result);
// What was typed before, on the page that is shown again.
struct Refused {
  std::string username;
  std::vector<ui::FieldMessage> errors;
  int status = 400;
};
[[nodiscard]] http::Response show_step_again(const AccountDeps& deps, http::Request& request,
                                             const Visit& visit, const authn::StepResult& result,
                                             Refused refused);
// One page for whatever interrupted a sign-in.
[[nodiscard]] http::Response show_sign_in_problem(const Web& web, http::Request& request,
                                                  std::string error_id, std::string text_id,
                                                  const ui::SafeUrl& again, int status);

}  // namespace tessera::endpoints
