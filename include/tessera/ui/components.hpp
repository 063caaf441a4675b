// Values for the partials of src/ui/partials: one struct per form component. Labels, hints and
// errors are text ids; values are shown as they are (escaped). data() gives the object that the
// partial reads.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/ui/page.hpp>

namespace tessera::ui {

// `{{#field}}{{> input}}{{/field}}`, also password_input. The element id is the name.
struct Input {
  std::string name;
  std::string label_id;
  std::string value = {};  // never for passwords
  std::string hint_id = {};
  std::string error_id = {};
  std::string type = "text";      // text, email, tel, password, textarea
  std::string autocomplete = {};  // "username", "current-password", "one-time-code", ...
  std::string input_mode = {};    // "numeric" for codes
  std::string width = {};         // GOV.UK width class suffix: "10", "20"; empty: full
  bool page_heading = false;      // the label is the h1 of the page

  [[nodiscard]] Data data() const;
};

// `{{> radios}}`, `{{> checkboxes}}`, `{{> select}}`.
struct Choices {
  struct Item {
    std::string value;
    std::string text_id = {};  // or text, for what is not translated
    std::string text = {};
    std::string hint_id = {};
    bool selected = false;
  };
  std::string name;
  std::string legend_id;
  std::vector<Item> items;
  std::string hint_id = {};
  std::string error_id = {};

  [[nodiscard]] Data data() const;
};

// `{{> date_input}}`: fields <name>_day, <name>_month, <name>_year.
struct DateInput {
  std::string name;
  std::string legend_id;
  std::string day = {};
  std::string month = {};
  std::string year = {};
  std::string hint_id = {};
  std::string error_id = {};
  bool birthday = false;  // autocomplete bday-day, bday-month, bday-year

  [[nodiscard]] Data data() const;
};

// errors: list of {field, text_id} for the summary; error: {field: text_id} for fields written by
// hand. Nothing is set if there are no errors.
void put_errors(Data& data, std::span<const FieldMessage> errors);
// "" if this field has none; for the error_id of a component.
[[nodiscard]] std::string error_of(std::span<const FieldMessage> errors, std::string_view field);
// The field "code" for a one-time code, the same wherever one is asked.
[[nodiscard]] Data one_time_code(std::string label_id, std::span<const FieldMessage> errors);

}  // namespace tessera::ui
