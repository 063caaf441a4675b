// The page on which a passkey is added.
#pragma once

#include <string>
#include <vector>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

#include "ui/authn_pages.hpp"

namespace tessera::ui {

struct AccountPasskeyPage {
  static constexpr std::string_view kTemplate = "account_passkey";
  PasskeySlot slot;  // options: for navigator.credentials.create
  std::string label;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account/authenticators"},
              {"passkey_options", slot.options},
              {"passkey_challenge", slot.challenge},
              {"label", Input{.name = "label",
                              .label_id = "account.passkey.label",
                              .value = label,
                              .hint_id = "account.passkey.label_hint",
                              .autocomplete = "off"}
                            .data()}};
    put_errors(data, errors);
    return data;
  }
};

}  // namespace tessera::ui
