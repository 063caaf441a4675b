// The form for the whole registration of a client. Names of fields are the names of its members.
#pragma once

#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::ui {

struct ClientFormPage {
  static constexpr std::string_view kTemplate = "client_form";
  // Fields that belong together; shown in this order.
  struct Section {
    std::string heading_id;
    std::vector<Input> inputs = {};
    std::vector<Choices> choices = {};
    std::vector<Choices> checks = {};

    [[nodiscard]] Data data() const {
      boost::json::array fields, selects, boxes;
      for (const auto& input : inputs) fields.push_back(input.data());
      for (const auto& choice : choices) selects.push_back(choice.data());
      for (const auto& check : checks) boxes.push_back(check.data());
      return {{"heading_id", heading_id},
              {"inputs", std::move(fields)},
              {"choices", std::move(selects)},
              {"checks", std::move(boxes)}};
    }
  };
  // One claim with its purpose and basis; an empty one is a row to fill.
  struct ClaimRow {
    Choices claim;
    Input purpose;
    Choices basis;
  };
  std::string client_name;
  std::string back_path;
  std::string action;  // local path
  std::string version;
  std::vector<Section> sections = {};
  std::vector<ClaimRow> claims = {};
  std::vector<FieldMessage> errors = {};

  [[nodiscard]] Data data() const {
    boost::json::array parts, rows;
    for (const auto& section : sections) parts.push_back(section.data());
    for (const auto& row : claims) {
      rows.push_back(Data{{"claim", row.claim.data()},
                          {"purpose", row.purpose.data()},
                          {"basis", row.basis.data()}});
    }
    Data data{{"client_name", client_name},
              {"back_path", back_path},
              {"action", SafeUrl::local(action).text()},
              {"version", version},
              {"sections", std::move(parts)},
              {"claim_rows", std::move(rows)}};
    put_errors(data, errors);
    return data;
  }
};

}  // namespace tessera::ui
