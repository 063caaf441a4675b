// The pages of administration are made of the same parts: a heading, facts, a table, forms. One
// model puts them together; its texts are ids, its values are shown as they are (escaped).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::ui {

struct AdminForm {
  std::string id;  // of the element
  std::string heading_id;
  std::string action;  // local path
  std::string button;  // value of the field `action`
  std::string button_id;
  std::vector<Input> inputs;
  std::vector<Choices> choices = {};
  std::vector<Choices> checks = {};
  bool warning = false;
  std::vector<std::pair<std::string, std::string>> hidden = {};  // names may repeat

  [[nodiscard]] Data data() const {
    boost::json::array fields, selects, boxes, unseen;
    for (const auto& [name, value] : hidden)
      unseen.push_back(Data{{"name", name}, {"value", value}});
    for (const auto& input : inputs) fields.push_back(input.data());
    for (const auto& choice : choices) selects.push_back(choice.data());
    for (const auto& check : checks) boxes.push_back(check.data());
    return {{"form_id", id},
            {"heading_id", heading_id},
            {"action", SafeUrl::local(action).text()},
            {"button", button},
            {"button_id", button_id},
            {"inputs", std::move(fields)},
            {"choices", std::move(selects)},
            {"checks", std::move(boxes)},
            {"hidden", std::move(unseen)},
            {"warning", warning}};
  }
};

struct AdminPage {
  static constexpr std::string_view kTemplate = "admin_page";
  struct Cell {
    std::string text;
    std::string path = {};  // a link if set
  };
  // A table of its own below the list.
  struct Table {
    std::string id;  // of the element
    std::string heading_id;
    std::vector<std::string> columns = {};  // text ids
    std::vector<std::vector<Cell>> lines = {};
  };
  std::string title_id;  // or title
  std::string title;
  std::string lead_id;
  std::string back_path;
  std::string notice;
  std::string secret;                                      // shown once
  std::vector<std::pair<std::string, std::string>> links;  // path, text id
  std::vector<std::pair<std::string, std::string>> facts;  // text id, value
  std::vector<Input> filters;
  std::vector<Choices> filter_choices = {};
  bool filters_post = false;         // what is looked for is not to stand in an address
  std::vector<std::string> columns;  // text ids
  std::vector<std::vector<Cell>> lines;
  std::string next_path;
  std::string export_path = {};  // to which ?format=csv is added
  // What is done with the lines that are ticked; each has its id then, in the order of the lines.
  std::optional<AdminForm> selection = {};
  std::vector<std::string> line_ids = {};
  std::vector<Table> tables = {};
  std::vector<AdminForm> forms;
  std::vector<FieldMessage> errors = {};

  [[nodiscard]] Data data() const {
    Data data{{"title_id", title_id},
              {"title", title},
              {"lead_id", lead_id},
              {"back_path", back_path},
              {"notice", notice},
              {"secret", secret},
              {"next_path", next_path},
              {"table_id", title_id.empty() ? "admin.title" : title_id},
              {"has_links", !links.empty()},
              {"has_rows", !facts.empty()},
              {"has_filters", !filters.empty() || !filter_choices.empty()},
              {"has_selection", selection.has_value() && !lines.empty()},
              {"csv_path", export_path.empty() ? "" : SafeUrl::local(export_path + "csv").text()},
              {"json_path", export_path.empty() ? "" : SafeUrl::local(export_path + "json").text()},
              {"filters_post", filters_post},
              {"filter_method", filters_post ? "post" : "get"},
              {"has_table", !columns.empty() && !lines.empty()},
              {"empty", !columns.empty() && lines.empty()}};
    boost::json::array list;
    for (const auto& [path, text_id] : links) {
      list.push_back(Data{{"path", SafeUrl::local(path).text()},
                          {"text_id", text_id},
                          {"link_id", "go-" + path.substr(path.rfind('/') + 1)}});
    }
    data["links"] = std::move(list);
    put_facts(data);
    put_table(data);
    boost::json::array fields, narrowing, all_forms, more;
    for (const auto& input : filters) fields.push_back(input.data());
    for (const auto& choice : filter_choices) narrowing.push_back(choice.data());
    for (const auto& table : tables) {
      Data part{
          {"table_id", table.id}, {"heading_id", table.heading_id}, {"none", table.lines.empty()}};
      put_lines(part, table.columns, table.lines, {});
      more.push_back(std::move(part));
    }
    if (selection) data["selection"] = selection->data();
    data["filter_choices"] = std::move(narrowing);
    data["tables"] = std::move(more);
    for (const auto& form : forms) all_forms.push_back(form.data());
    data["filters"] = std::move(fields);
    data["forms"] = std::move(all_forms);
    put_errors(data, errors);
    return data;
  }

 private:
  void put_facts(Data& data) const {
    boost::json::array rows;
    for (const auto& [key_id, value] : facts)
      rows.push_back(Data{{"key_id", key_id}, {"value", value}});
    data["rows"] = std::move(rows);
  }
  void put_table(Data& data) const {
    put_lines(data, columns, lines, selection ? line_ids : std::vector<std::string>{});
  }
  static void put_lines(Data& data, const std::vector<std::string>& columns,
                        const std::vector<std::vector<Cell>>& lines,
                        const std::vector<std::string>& ids) {
    boost::json::array heads, body;
    for (const auto& id : columns) heads.push_back(Data{{"text_id", id}});
    for (std::size_t i = 0; i < lines.size(); ++i) {
      boost::json::array cells;
      for (const auto& cell : lines[i]) {
        cells.push_back(Data{{"text", cell.text},
                             {"path", cell.path.empty() ? "" : SafeUrl::local(cell.path).text()}});
      }
      Data line{{"cells", std::move(cells)}};
      if (i < ids.size() && !lines[i].empty()) {
        line["line_id"] = ids[i];
        line["line_name"] = lines[i].front().text;
      }
      body.push_back(std::move(line));
    }
    data["columns"] = std::move(heads);
    data["lines"] = std::move(body);
  }
};

}  // namespace tessera::ui
