#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "app/config/settings.hpp"

namespace tessera::app {
namespace {

boost::json::object type_schema(SettingType type) {
  switch (type) {
    case SettingType::integer:
      return {{"type", "integer"}, {"minimum", 0}};
    case SettingType::boolean:
      return {{"type", "boolean"}};
    case SettingType::duration:
      return {{"type", "string"}, {"pattern", "^[0-9]+(ms|s|m|h|d)$"}};
    case SettingType::size:
      return {{"type", "string"}, {"pattern", "^[0-9]+(KB|MB|GB)?$"}};
    case SettingType::texts:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    default:
      return {{"type", "string"}};
  }
}

boost::json::object setting_schema(const SettingSpec& spec) {
  auto schema = type_schema(spec.type);
  schema["description"] = spec.help;
  if (!spec.default_value.empty()) schema["default"] = spec.default_value;
  if (!spec.example.empty()) schema["examples"] = boost::json::array{spec.example};
  if (spec.type == SettingType::secret) schema["writeOnly"] = true;
  return schema;
}

std::string quoted(const std::string& text) {
  return boost::json::serialize(boost::json::value(text));
}

std::string render_value(const SettingSpec& spec, const std::string& text,
                         const Settings& settings) {
  if (spec.type == SettingType::integer || spec.type == SettingType::boolean) return text;
  if (spec.type != SettingType::texts) return quoted(text);
  std::string list = "[";
  for (const auto& item : settings.texts(spec.key))
    list += (list.size() > 1 ? ", " : "") + quoted(item);
  return list + "]";
}

boost::json::object smartcard_schema() {
  boost::json::object properties;
  for (const auto& each : smartcard_keys()) {
    auto schema = type_schema(each.list != nullptr ? SettingType::texts : SettingType::text);
    if (each.key == "rsa_bits") schema = type_schema(SettingType::integer);
    schema["description"] = each.help;
    properties[each.key] = std::move(schema);
  }
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", boost::json::array{"name", "anchors_file", "identifier"}},
          {"properties", std::move(properties)}};
}

std::string quoted_list(const std::vector<std::string>& items) {
  std::string list;
  for (const auto& item : items) list += (list.empty() ? "" : ", ") + quoted(item);
  return "[" + list + "]";
}

std::string render_smartcard(const SmartcardSetting& setting) {
  std::string out = "\n[[smartcard]]  # " + setting.origin + "\n";
  for (const auto& each : smartcard_keys()) {
    const bool number = each.key == "rsa_bits";
    out += std::string(each.key) + " = " +
           (each.list != nullptr ? quoted_list(setting.*each.list)
            : number             ? setting.*each.text
                                 : quoted(setting.*each.text)) +
           "\n";
  }
  return out;
}

}  // namespace

std::string render_schema() {
  boost::json::object sections;
  for (const auto& spec : setting_specs()) {
    const auto dot = spec.key.find('.');
    auto& section = sections[spec.key.substr(0, dot)];
    if (section.is_null()) {
      section = {{"type", "object"},
                 {"additionalProperties", false},
                 {"properties", boost::json::object{}}};
    }
    section.as_object()["properties"].as_object()[spec.key.substr(dot + 1)] = setting_schema(spec);
  }
  const boost::json::object text{{"type", "string"}};
  const boost::json::object transport{{"enum", boost::json::array{"tls", "plain"}}};
  const boost::json::object certificate{
      {"enum", boost::json::array{"none", "optional", "required"}}};
  const boost::json::object listener{
      {"type", "object"},
      {"additionalProperties", false},
      {"required", boost::json::array{"address"}},
      {"properties",
       boost::json::object{{"name", text},
                           {"address", text},
                           {"transport", transport},
                           {"certificate_file", text},
                           {"private_key_file", text},
                           {"client_certificate", certificate},
                           {"client_ca_file", text},
                           {"public_url", text},
                           {"serves", {{"enum", boost::json::array{"smartcards"}}}},
                           {"trusted_proxies", {{"type", "array"}, {"items", text}}}}}};
  sections["listener"] = boost::json::object{{"type", "array"}, {"items", listener}};
  sections["smartcard"] = boost::json::object{{"type", "array"}, {"items", smartcard_schema()}};
  const boost::json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                                   {"title", "tessera.toml"},
                                   {"type", "object"},
                                   {"additionalProperties", false},
                                   {"properties", sections}};
  return boost::json::serialize(schema);
}

std::string render_settings(const Settings& settings, bool redact) {
  std::string out;
  std::string_view section;
  for (const auto& spec : setting_specs()) {
    const auto dot = spec.key.find('.');
    if (spec.key.substr(0, dot) != section) {
      section = spec.key.substr(0, dot);
      out += (out.empty() ? "[" : "\n[") + std::string(section) + "]\n";
    }
    const auto& value = settings.values().at(std::string(spec.key));
    const bool hide = redact && spec.type == SettingType::secret && !value.text.empty();
    out += std::string(spec.key.substr(dot + 1)) + " = " +
           (hide ? "\"<redacted>\"" : render_value(spec, value.text, settings)) + "  # " +
           value.origin + "\n";
  }
  for (const auto& listener : settings.listeners()) {
    out += "\n[[listener]]\nname = " + quoted(listener.name) +
           "\naddress = " + quoted(listener.address) +
           "\ntransport = " + quoted(listener.tls ? "tls" : "plain") + "\n";
    if (listener.tls) {
      out += "certificate_file = " + quoted(listener.certificate_file) +
             "\nprivate_key_file = " + quoted(listener.private_key_file) + "\n";
    }
    if (listener.client_certificate != "none") {
      out += "client_certificate = " + quoted(listener.client_certificate) +
             "\nclient_ca_file = " + quoted(listener.client_ca_file) +
             "\npublic_url = " + quoted(listener.public_url) + "\n";
      if (!listener.serves.empty()) out += "serves = " + quoted(listener.serves) + "\n";
    }
    if (!listener.trusted_proxies.empty()) {
      std::string cidrs;
      for (const auto& cidr : listener.trusted_proxies)
        cidrs += (cidrs.empty() ? "" : ", ") + quoted(cidr);
      out += "trusted_proxies = [" + cidrs + "]\n";
    }
  }
  for (const auto& setting : settings.smartcards()) out += render_smartcard(setting);
  return out;
}

}  // namespace tessera::app
