#include <tessera/ui/components.hpp>

#include <boost/json/array.hpp>

namespace tessera::ui {
namespace {

// aria-describedby lists the hint and the error, in that order.
std::string described_by(const std::string& name, const std::string& hint_id,
                         const std::string& error_id) {
  std::string ids;
  if (!hint_id.empty()) ids += name + "-hint";
  if (!error_id.empty()) ids += (ids.empty() ? "" : " ") + name + "-error";
  return ids;
}

Data field_data(const std::string& name, const std::string& hint_id, const std::string& error_id) {
  return {{"name", name},
          {"hint_id", hint_id},
          {"error_id", error_id},
          {"described_by", described_by(name, hint_id, error_id)}};
}

}  // namespace

Data Input::data() const {
  auto data = field_data(name, hint_id, error_id);
  data["label_id"] = label_id;
  data["value"] = value;
  data["type"] = type;
  data["is_area"] = type == "textarea";
  data["autocomplete"] = autocomplete;
  data["input_mode"] = input_mode;
  data["width"] = width;
  data["page_heading"] = page_heading;
  return data;
}

// The first item has the name as its element id, so that the error summary's link finds it.
Data Choices::data() const {
  auto data = field_data(name, hint_id, error_id);
  data["legend_id"] = legend_id;
  boost::json::array list;
  for (const auto& item : items) {
    list.push_back(Data{{"value", item.value},
                        {"text_id", item.text_id},
                        {"text", item.text},
                        {"item_hint_id", item.hint_id},
                        {"item_name", name},
                        {"item_id", list.empty() ? name : name + "-" + item.value},
                        {"selected", item.selected}});
  }
  data["items"] = std::move(list);
  return data;
}

Data DateInput::data() const {
  struct Part {
    std::string_view name;
    const std::string& value;
    std::string_view width;
  };
  auto data = field_data(name, hint_id, error_id);
  data["legend_id"] = legend_id;
  boost::json::array parts;
  for (const auto& part :
       {Part{"day", day, "2"}, Part{"month", month, "2"}, Part{"year", year, "4"}}) {
    const std::string part_name(part.name);
    parts.push_back(Data{{"part_name", name + "_" + part_name},
                         {"part_element", parts.empty() ? name : name + "-" + part_name},
                         {"part_label_id", "common." + part_name},
                         {"part_value", part.value},
                         {"part_width", part.width},
                         {"part_autocomplete", birthday ? "bday-" + part_name : std::string()}});
  }
  data["parts"] = std::move(parts);
  return data;
}

void put_errors(Data& data, std::span<const FieldMessage> errors) {
  if (errors.empty()) return;
  boost::json::array list;
  Data by_field;
  for (const auto& error : errors) {
    list.push_back(Data{{"field", error.field}, {"text_id", error.text_id}});
    if (!error.field.empty()) by_field.emplace(error.field, error.text_id);
  }
  data["errors"] = std::move(list);
  data["error"] = std::move(by_field);
}

std::string error_of(std::span<const FieldMessage> errors, std::string_view field) {
  for (const auto& error : errors) {
    if (error.field == field) return error.text_id;
  }
  return {};
}

Data one_time_code(std::string label_id, std::span<const FieldMessage> errors) {
  return Input{.name = "code",
               .label_id = std::move(label_id),
               .error_id = error_of(errors, "code"),
               .autocomplete = "one-time-code",
               .input_mode = "numeric",
               .width = "10"}
      .data();
}

}  // namespace tessera::ui
