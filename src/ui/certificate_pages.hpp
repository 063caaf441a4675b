// Models of the pages about smart cards in the account.
#pragma once

#include <string>
#include <vector>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::ui {

// The way to the card.
struct AccountCertificatePage {
  static constexpr std::string_view kTemplate = "account_certificate";
  std::string card_url;  // of the listener that asks for it
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account/authenticators"}, {"card_path", card_url}};
    put_errors(data, errors);
    return data;
  }
};

// What it said, before it is bound.
struct AccountCertificateReadPage {
  static constexpr std::string_view kTemplate = "account_certificate_read";
  std::string challenge;  // sealed
  std::string answer;     // sealed
  std::string name;
  std::string until;

  [[nodiscard]] Data data() const {
    Data data{{"back_path", "/account/authenticators"},
              {"challenge", challenge},
              {"answer", answer},
              {"card_name", name},
              {"card_until", until}};
    data["label"] = Input{.name = "label",
                          .label_id = "account.certificate.label",
                          .hint_id = "account.certificate.label_hint",
                          .autocomplete = "off",
                          .width = "20"}
                        .data();
    return data;
  }
};

}  // namespace tessera::ui
