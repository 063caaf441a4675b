// Models of the sign-in and sign-out pages.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::ui {

struct SignInPage {
  static constexpr std::string_view kTemplate = "sign_in";
  SafeUrl action = SafeUrl::local("/sign-in");
  std::string client_name;  // or empty
  std::string username;     // as typed, or the hint
  bool again = false;       // somebody is signed in and has to confirm
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"action", action.text()}, {"client_name", client_name}, {"again", again}};
    data["username"] = Input{.name = "username",
                             .label_id = "sign_in.username",
                             .value = username,
                             .error_id = error_of(errors, "username"),
                             .autocomplete = "username"}
                           .data();
    data["password"] = Input{.name = "password",
                             .label_id = "sign_in.password",
                             .error_id = error_of(errors, "password"),
                             .type = "password",
                             .autocomplete = "current-password"}
                           .data();
    put_errors(data, errors);
    return data;
  }
};

struct SignInCodePage {
  static constexpr std::string_view kTemplate = "sign_in_code";
  SafeUrl action = SafeUrl::local("/sign-in");
  std::string step;  // sealed
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"action", action.text()}, {"step", step}};
    data["code"] = one_time_code("sign_in.code.label", errors);
    put_errors(data, errors);
    return data;
  }
};

struct SignInNoFactorPage {
  static constexpr std::string_view kTemplate = "sign_in_no_factor";
  SafeUrl action = SafeUrl::local("/sign-in");
  [[nodiscard]] Data data() const { return {{"action", action.text()}}; }
};

// One page for whatever interrupted a sign-in, with a way back that works.
struct SignInProblemPage {
  static constexpr std::string_view kTemplate = "sign_in_problem";
  std::string error_id;  // stable, for machines
  std::string text_id;
  SafeUrl again = SafeUrl::local("/account");

  [[nodiscard]] Data data() const {
    return {{"error_id", error_id}, {"text_id", text_id}, {"again_path", again.text()}};
  }
};

struct SignOutPage {
  static constexpr std::string_view kTemplate = "sign_out";
  [[nodiscard]] Data data() const { return {}; }
};

struct SignedOutPage {
  static constexpr std::string_view kTemplate = "signed_out";
  [[nodiscard]] Data data() const { return {}; }
};

}  // namespace tessera::ui
