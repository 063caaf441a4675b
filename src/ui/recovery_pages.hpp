// Models of the pages of recovery and of what prepares it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

#include "ui/authn_pages.hpp"

namespace tessera::ui {

struct RecoverPage {
  static constexpr std::string_view kTemplate = "recover";
  std::string username;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data;
    data["username"] = Input{.name = "username",
                             .label_id = "sign_in.username",
                             .value = username,
                             .error_id = error_of(errors, "username"),
                             .autocomplete = "username"}
                           .data();
    put_errors(data, errors);
    return data;
  }
};

struct RecoverProvePage {
  static constexpr std::string_view kTemplate = "recover_prove";
  SafeUrl action = SafeUrl::local("/recover");  // with the flow
  std::string method;                           // asked for now; empty: nothing more is needed
  std::optional<PasskeySlot> passkey = {};      // if a passkey is asked for
  std::optional<SafeUrl> card = {};             // the way to the reader, if a card is asked for
  std::vector<std::pair<std::string, SafeUrl>> others;
  std::vector<std::string> given;
  bool enough = false;
  bool in_person = false;
  bool at_once = false;
  bool new_password = false;
  bool new_second_factor = false;
  std::string notice;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    boost::json::array ways;
    for (const auto& [word, path] : others)
      ways.push_back(
          Data{{"word", word}, {"text_id", "recover.way." + word}, {"path", path.text()}});
    boost::json::array done;
    for (const auto& word : given) done.push_back(Data{{"given_id", "recover.given." + word}});
    Data data{{"back_path", "/recover"},
              {"action", action.text()},
              {"notice", notice},
              {"asks", !enough && !in_person},
              {"method", method},
              {"lead_id", "recover.lead." + method},
              {"contact", method == "contact_code"},
              {"has_ways", !ways.empty()},
              {"ways", std::move(ways)},
              {"has_given", !done.empty()},
              {"given", std::move(done)},
              {"enough", enough},
              {"in_person", in_person},
              {"at_once", at_once},
              {"new_password", new_password},
              {"new_second_factor", new_second_factor}};
    const bool password = method == "password";
    data["passkey"] = passkey.has_value();
    data["card"] = card.has_value();
    data["typed"] = !passkey && !card;
    put_errors(data, errors);
    if (passkey) put_passkey(data, *passkey, true);
    if (card) data["certificate_path"] = card->text();
    if (passkey || card) return data;
    data[password ? "password" : "code"] =
        Input{.name = "code",
              .label_id = "recover.label." + method,
              .error_id = error_of(errors, "code"),
              .type = password ? "password" : "text",
              .autocomplete = password ? "current-password" : "one-time-code",
              .width = password ? "" : "20"}
            .data();
    return data;
  }
};

struct RecoverBegunPage {
  static constexpr std::string_view kTemplate = "recover_begun";
  std::string secret;
  std::string due;
  [[nodiscard]] Data data() const { return {{"secret", secret}, {"due", due}}; }
};

struct RecoverContinuePage {
  static constexpr std::string_view kTemplate = "recover_continue";
  std::vector<FieldMessage> errors;
  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/recover"}};
    data["code"] = Input{.name = "code",
                         .label_id = "recover.continue.label",
                         .hint_id = "recover.continue.hint",
                         .error_id = error_of(errors, "code"),
                         .autocomplete = "off"}
                       .data();
    put_errors(data, errors);
    return data;
  }
};

struct RecoverNewPage {
  static constexpr std::string_view kTemplate = "recover_new";
  SafeUrl action = SafeUrl::local("/recover/new");
  bool password = false;
  bool second_factor = false;
  std::string offer;  // sealed secret
  std::string secret;
  std::string qr_path;
  int qr_size = 0;
  std::string label;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"action", action.text()}, {"password", password}, {"second", second_factor},
              {"offer", offer},          {"secret", secret},     {"qr_path", qr_path},
              {"qr_size", qr_size}};
    data["next"] = Input{.name = "new",
                         .label_id = "account.password.new",
                         .hint_id = "password.hint",
                         .error_id = error_of(errors, "new"),
                         .type = "password",
                         .autocomplete = "new-password"}
                       .data();
    data["label"] = Input{.name = "label",
                          .label_id = "account.totp.label",
                          .value = label,
                          .hint_id = "account.totp.label_hint",
                          .autocomplete = "off",
                          .width = "20"}
                        .data();
    data["code"] = one_time_code("account.totp.code", errors);
    put_errors(data, errors);
    return data;
  }
};

// A page of one message with a code that is shown once, or without.
struct RecoverMessagePage {
  static constexpr std::string_view kTemplate = "recover_message";
  std::string id;  // texts <id>.title and <id>.text
  std::string code;
  std::string code_id;  // text above the code
  SafeUrl next = SafeUrl::local("/account");
  std::string next_id = "recover.to_sign_in";

  [[nodiscard]] Data data() const {
    return {{"name", id},        {"title_id", id + ".title"}, {"text_id", id + ".text"},
            {"code", code},      {"code_id", code_id},        {"next_path", next.text()},
            {"next_id", next_id}};
  }
};

// A question with one button: the links of mails lead here, and a mail scanner that follows them
// changes nothing.
struct RecoverConfirmPage {
  static constexpr std::string_view kTemplate = "recover_confirm";
  std::string id;  // texts <id>.title, <id>.text, <id>.button
  SafeUrl action = SafeUrl::local("/recover");
  std::string who;  // how the person is known, or empty
  std::string when;
  bool warning = false;

  [[nodiscard]] Data data() const {
    return {{"title_id", id + ".title"},
            {"text_id", id + ".text"},
            {"button_id", id + ".button"},
            {"action", action.text()},
            {"who", who},
            {"when", when},
            {"warning", warning}};
  }
};

struct AccountRecoveryPage {
  static constexpr std::string_view kTemplate = "account_recovery";
  struct Address {
    std::string mail;
    bool second = false;
    bool restricted = false;
  };
  struct Contact {
    std::string id;
    std::string name;
    std::string mail;
    bool confirmed = false;
  };
  std::string notice;
  std::string under_way;  // since when a recovery is; empty: none
  std::string until;
  bool saved = false;
  std::string saved_made;
  std::vector<Address> addresses;
  std::vector<Contact> contacts;
  bool more_contacts = true;
  bool numbers = false;  // codes may go to a telephone as well
  bool enough = false;   // two ways lead back
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    boost::json::array mails;
    bool second = false;
    bool number = false;
    for (const auto& each : addresses) {
      mails.push_back(Data{{"mail", each.mail},
                           {"second", each.second && !each.restricted},
                           {"own_number", each.second && each.restricted},
                           {"restricted", each.restricted}});
      second = second || (each.second && !each.restricted);
      number = number || (each.second && each.restricted);
    }
    boost::json::array people;
    for (const auto& each : contacts) {
      people.push_back(Data{{"id", each.id},
                            {"name", each.name},
                            {"mail", each.mail},
                            {"confirmed", each.confirmed}});
    }
    Data data{{"back_path", "/account"},
              {"notice", notice},
              {"under_way", under_way},
              {"until", until},
              {"saved", saved},
              {"saved_made", saved_made},
              {"addresses", std::move(mails)},
              {"has_second", second},
              {"numbers", numbers},
              {"has_number", number},
              {"has_contacts", !people.empty()},
              {"contacts", std::move(people)},
              {"more_contacts", more_contacts},
              {"enough", enough}};
    put_errors(data, errors);
    return data;
  }
};

struct AccountAddressPage {
  static constexpr std::string_view kTemplate = "account_address";
  bool asks_code = false;
  std::string mail;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account/recovery"}, {"asks_code", asks_code}};
    data["mail"] = Input{.name = "mail",
                         .label_id = "account.address.mail",
                         .value = mail,
                         .hint_id = "account.address.hint",
                         .error_id = error_of(errors, "mail"),
                         .type = "email",
                         .autocomplete = "email"}
                       .data();
    data["code"] = Input{.name = "code",
                         .label_id = "account.address.code",
                         .hint_id = "account.address.code_hint",
                         .error_id = error_of(errors, "code"),
                         .autocomplete = "one-time-code",
                         .width = "20"}
                       .data();
    put_errors(data, errors);
    return data;
  }
};

struct AccountNumberPage {
  static constexpr std::string_view kTemplate = "account_number";
  bool asks_code = false;
  std::string number;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account/recovery"}, {"asks_code", asks_code}};
    data["number"] = Input{.name = "number",
                           .label_id = "account.number.number",
                           .value = number,
                           .hint_id = "account.number.hint",
                           .error_id = error_of(errors, "number"),
                           .type = "tel",
                           .autocomplete = "tel"}
                         .data();
    data["code"] = Input{.name = "code",
                         .label_id = "account.number.code",
                         .hint_id = "account.address.code_hint",
                         .error_id = error_of(errors, "code"),
                         .autocomplete = "one-time-code",
                         .width = "20"}
                       .data();
    put_errors(data, errors);
    return data;
  }
};

struct AccountContactPage {
  static constexpr std::string_view kTemplate = "account_contact";
  std::string name;
  std::string mail;
  std::string known_as;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account/recovery"}};
    data["name_input"] = Input{.name = "name",
                               .label_id = "account.contact.name",
                               .value = name,
                               .error_id = error_of(errors, "name"),
                               .autocomplete = "off"}
                             .data();
    data["mail_input"] = Input{.name = "mail",
                               .label_id = "account.contact.mail",
                               .value = mail,
                               .error_id = error_of(errors, "mail"),
                               .type = "email",
                               .autocomplete = "off"}
                             .data();
    data["known_input"] = Input{.name = "known_as",
                                .label_id = "account.contact.known_as",
                                .value = known_as,
                                .hint_id = "account.contact.known_as_hint",
                                .error_id = error_of(errors, "known_as"),
                                .autocomplete = "off"}
                              .data();
    put_errors(data, errors);
    return data;
  }
};

struct AccountCodesPage {
  static constexpr std::string_view kTemplate = "account_codes";
  bool has_sheet = false;
  int left = 0;
  bool few = false;
  std::string made;
  bool may_make = true;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account/authenticators"},
              {"has_sheet", has_sheet},
              {"left", std::to_string(left)},
              {"few", few},
              {"made", made},
              {"may_make", may_make}};
    put_errors(data, errors);
    return data;
  }
};

struct AccountSheetPage {
  static constexpr std::string_view kTemplate = "account_sheet";
  std::string service;
  std::string made;
  std::vector<std::string> codes;

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& code : codes) list.push_back(Data{{"code", code}});
    return {{"back_path", "/account/codes"},
            {"service", service},
            {"made", made},
            {"codes", std::move(list)}};
  }
};

}  // namespace tessera::ui
