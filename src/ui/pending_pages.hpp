// Models of the pages for requests that something else polls for: a device, or a service that asked
// behind the scenes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::ui {

// Where a person types the code that a device shows.
struct DevicePage {
  static constexpr std::string_view kTemplate = "device";
  std::string user_code;  // of the link that the device showed, or empty
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data data;
    data["code"] = Input{.name = "user_code",
                         .label_id = "device.code",
                         .value = user_code,
                         .hint_id = "device.code_hint",
                         .error_id = error_of(errors, "user_code"),
                         .autocomplete = "off",
                         .width = "10"}
                       .data();
    data["prefilled"] = !user_code.empty() && errors.empty();
    put_errors(data, errors);
    return data;
  }
};

// The end of the way: approved, denied, or nothing to answer.
struct PendingDonePage {
  static constexpr std::string_view kTemplate = "pending_done";
  std::string title_id;     // "pending.approved"
  std::string text_id;      // "pending.approved_device"
  std::string client_name;  // or empty
  std::string next_path;    // where to go from here

  [[nodiscard]] Data data() const {
    return {{"title_id", title_id},
            {"text_id", text_id},
            {"client_name", client_name},
            {"next_path", next_path}};
  }
};

struct AccountRequestsPage {
  static constexpr std::string_view kTemplate = "account_requests";
  struct Row {
    std::string client_name;
    std::string binding_message;  // or empty
    std::string expires;
    std::string path;
  };
  std::vector<Row> requests;

  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& row : requests) {
      list.push_back(Data{{"number", static_cast<std::int64_t>(list.size() + 1)},
                          {"client_name", row.client_name},
                          {"binding_message", row.binding_message},
                          {"expires", row.expires},
                          {"path", row.path}});
    }
    return {{"back_path", "/account"},
            {"has_requests", !requests.empty()},
            {"requests", std::move(list)}};
  }
};

}  // namespace tessera::ui
