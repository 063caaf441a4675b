#include "ui/authn_pages.hpp"

#include <array>

#include <boost/json/array.hpp>

namespace tessera::ui {
namespace {

// main: it is what the page asks for.
// "/sign-in?flow=..." leads to "/sign-in/certificate?flow=...".
void put_certificate(Data& data, const SafeUrl& action) {
  constexpr std::string_view kSignIn = "/sign-in";
  data["certificate_path"] =
      std::string(kSignIn) + "/certificate" + action.text().substr(kSignIn.size());
}

// Where each method is set up.
struct Enrolment {
  std::string_view method;
  std::string_view path;
};
constexpr std::array<Enrolment, 3> kEnrolments{
    {{"totp", "/account/authenticators/totp"},
     {"passkey", "/account/authenticators/passkey"},
     {"certificate", "/account/authenticators/certificate"}}};

}  // namespace

void put_passkey(Data& data, const PasskeySlot& slot, bool main) {
  data["passkey_beside"] = !main;
  data["passkey_options"] = slot.options;
  data["passkey_challenge"] = slot.challenge;
}

Data SignInStepParts::data() const {
  Data data{{"action", action.text()}};
  boost::json::array list;
  for (const auto& way : ways) {
    list.push_back(Data{{"way", way}, {"way_text_id", "sign_in.way." + way}});
  }
  data["known"] = known;
  data["has_ways"] = !list.empty();
  data["ways"] = std::move(list);
  put_errors(data, errors);
  return data;
}

Data SignInPage::data() const {
  auto data = step.data();
  data["client_name"] = client_name;
  data["logo_path"] = portal.logo_path;
  data["policy_url"] = portal.policy_url;
  data["tos_url"] = portal.tos_url;
  data["again"] = again;
  data["certificate"] = certificate;
  if (!work.challenge.empty())
    data["work"] = Data{{"challenge", work.challenge}, {"bits", std::to_string(work.bits)}};
  put_certificate(data, step.action);
  put_passkey(data, passkey, false);
  if (!known) {
    data["username"] =
        Input{.name = "username",
              .label_id = "sign_in.username",
              .value = username,
              .error_id = error_of(step.errors, "username"),
              .autocomplete = passkey.options.empty() ? "username" : "username webauthn"}
            .data();
  }
  data["password"] = Input{.name = "password",
                           .label_id = "sign_in.password",
                           .error_id = error_of(step.errors, "password"),
                           .type = "password",
                           .autocomplete = "current-password"}
                         .data();
  return data;
}

Data SignInCodePage::data() const {
  auto data = step.data();
  const auto text = "sign_in." + std::string(method == "totp" ? "code" : method);
  data["method"] = method;
  data["title_id"] = text + ".title";
  data["lead_id"] = text + ".lead";
  if (method == "totp") {
    data["code"] = one_time_code(text + ".label", step.errors);
  } else {
    data["code"] = Input{.name = "code",
                         .label_id = text + ".label",
                         .error_id = error_of(step.errors, "code"),
                         .autocomplete = "off",
                         .width = "20"}
                       .data();
  }
  return data;
}

Data SignInPasskeyPage::data() const {
  auto data = step.data();
  put_passkey(data, passkey, true);
  return data;
}

Data SignInCertificatePage::data() const {
  auto data = step.data();
  put_certificate(data, step.action);
  return data;
}

Data SignInMissingPage::data() const {
  auto data = step.data();
  boost::json::array list;
  for (const auto& method : lacking) {
    for (const auto& enrolment : kEnrolments) {
      if (method != enrolment.method) continue;
      list.push_back(Data{{"lacking", method},
                          {"lacking_text_id", "sign_in.enrol." + method},
                          {"lacking_path", std::string(enrolment.path)}});
    }
  }
  data["has_lacking"] = !list.empty();
  data["lacking_ways"] = std::move(list);
  return data;
}

}  // namespace tessera::ui
