#include "app/commands/yaml_text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include <yaml.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tessera::app {
namespace {

namespace json = boost::json;

// Words that YAML 1.1 or 1.2 reads as a truth value or as nothing.
constexpr std::array<std::string_view, 9> kWords{"true", "false", "yes", "no", "on",
                                                 "off",  "null",  "y",   "n"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

// A letter first, and nothing that means something in YAML.
bool is_plain(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !letter(text.front())) return false;
  const bool good = std::ranges::all_of(text, [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') ||
           std::string_view("_-./").find(c) != std::string_view::npos;
  });
  return good && std::ranges::find(kWords, lower(text)) == kWords.end();
}

class Emitter {
 public:
  Emitter() {
    if (yaml_emitter_initialize(&emitter_) == 0) throw std::bad_alloc();
    yaml_emitter_set_unicode(&emitter_, 1);
    yaml_emitter_set_width(&emitter_, -1);
    yaml_emitter_set_output(&emitter_, append, &out_);
  }
  ~Emitter() { yaml_emitter_delete(&emitter_); }
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;

  std::string document(const json::value& value) {
    yaml_event_t event;
    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(event);
    yaml_document_start_event_initialize(&event, nullptr, nullptr, nullptr, 1);
    emit(event);
    this->value(value);
    yaml_document_end_event_initialize(&event, 1);
    emit(event);
    yaml_stream_end_event_initialize(&event);
    emit(event);
    yaml_emitter_flush(&emitter_);
    return std::move(out_);
  }

 private:
  static int append(void* out, unsigned char* data, std::size_t size) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), size);
    return 1;
  }
  void emit(yaml_event_t& event) {
    if (yaml_emitter_emit(&emitter_, &event) == 0)
      throw std::runtime_error("yaml: what the server sent cannot be written");
  }
  void scalar(std::string_view text, bool plain) {
    yaml_event_t event;
    yaml_scalar_event_initialize(&event, nullptr, nullptr,
                                 reinterpret_cast<const yaml_char_t*>(text.data()),
                                 static_cast<int>(text.size()), 1, 1,
                                 plain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
    emit(event);
  }
  void list(const json::array& items) {
    yaml_event_t event;
    yaml_sequence_start_event_initialize(
        &event, nullptr, nullptr, 1,
        items.empty() ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE);
    emit(event);
    for (const auto& item : items) value(item);
    yaml_sequence_end_event_initialize(&event);
    emit(event);
  }
  void mapping(const json::object& members) {
    yaml_event_t event;
    yaml_mapping_start_event_initialize(
        &event, nullptr, nullptr, 1,
        members.empty() ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE);
    emit(event);
    for (const auto& member : members) {
      scalar(member.key(), is_plain(member.key()));
      value(member.value());
    }
    yaml_mapping_end_event_initialize(&event);
    emit(event);
  }
  void value(const json::value& given) {
    if (given.is_object()) {
      mapping(given.get_object());
    } else if (given.is_array()) {
      list(given.get_array());
    } else if (given.is_string()) {
      scalar(given.get_string(), is_plain(given.get_string()));
    } else {
      scalar(json::serialize(given), true);
    }
  }

  yaml_emitter_t emitter_{};
  std::string out_;
};

}  // namespace

std::string render_yaml(const json::value& value) {
  return Emitter().document(value);
}

}  // namespace tessera::app
