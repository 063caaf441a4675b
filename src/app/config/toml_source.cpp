#include "app/config/toml_source.hpp"

#include <toml++/toml.h>

#include <fstream>
#include <optional>
#include <sstream>

namespace tessera::app {
namespace {

class Reader {
 public:
  Reader(std::string path, TomlSource& out) : path_(std::move(path)), out_(out) {}

  void table(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string name =
          prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
      if (prefix.empty() && key.str() == "listener") {
        listeners(node);
      } else if (prefix.empty() && key.str() == "smartcard") {
        smartcards(node);
      } else if (const auto* inner = node.as_table()) {
        this->table(*inner, name);
      } else {
        value(name, node);
      }
    }
  }

 private:
  std::string origin(const toml::node& node) const {
    return path_ + ":" + std::to_string(node.source().begin.line);
  }
  void problem(const toml::node& node, std::string what) {
    out_.problems.emplace_back(origin(node), std::move(what));
  }

  void value(const std::string& name, const toml::node& node) {
    if (auto text = scalar(node)) {
      out_.entries.push_back({name, std::move(*text), origin(node)});
    } else if (const auto* array = node.as_array()) {
      out_.entries.push_back({name, joined(*array), origin(node)});
    } else {
      problem(node, name + " has a type that no setting has");
    }
  }

  static std::optional<std::string> scalar(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return std::nullopt;
  }

  std::string joined(const toml::array& array) {
    std::string list;
    for (const auto& item : array) {
      const auto text = scalar(item);
      if (!text || text->find(',') != std::string::npos) {
        problem(item, "a list holds texts without commas");
        continue;
      }
      list += (list.empty() ? "" : ",") + *text;
    }
    return list;
  }

  void listeners(const toml::node& node) {
    const auto* array = node.as_array();
    if (!array) return problem(node, "listeners are written as [[listener]]");
    for (const auto& item : *array) {
      if (const auto* table = item.as_table()) out_.listeners.push_back(listener(*table));
    }
  }

  ListenerSetting listener(const toml::table& table) {
    ListenerSetting setting;
    setting.origin = path_ + ":" + std::to_string(table.source().begin.line);
    for (const auto& [key, node] : table) listener_key(setting, key.str(), node);
    if (setting.address.empty()) problem(table, "a listener needs an address");
    if (setting.name.empty()) setting.name = "public";
    if (setting.tls && (setting.certificate_file.empty() || setting.private_key_file.empty())) {
      problem(table, "a tls listener needs certificate_file and private_key_file");
    }
    check_client_certificates(setting, table);
    return setting;
  }

  void check_client_certificates(const ListenerSetting& setting, const toml::table& table) {
    if (setting.client_certificate != "none") {
      if (!setting.tls) problem(table, "client_certificate needs transport = \"tls\"");
    } else if (!setting.client_ca_file.empty() || !setting.public_url.empty()) {
      problem(table, "client_ca_file and public_url belong to a listener with client_certificate");
    }
  }

  void listener_key(ListenerSetting& setting, std::string_view key, const toml::node& node) {
    const auto text = node.value<std::string>();
    if (key == "trusted_proxies" && node.is_array()) {
      for (const auto& item : *node.as_array()) {
        if (!item.is_string()) problem(item, "trusted_proxies is a list of texts");
        setting.trusted_proxies.push_back(item.value_or(std::string()));
      }
    } else if (!text) {
      problem(node, "listener." + std::string(key) + " must be a text");
    } else if (key == "name") {
      setting.name = *text;
    } else if (key == "address") {
      setting.address = *text;
    } else if (key == "transport" && (*text == "tls" || *text == "plain")) {
      setting.tls = *text == "tls";
    } else if (key == "certificate_file") {
      setting.certificate_file = *text;
    } else if (key == "private_key_file") {
      setting.private_key_file = *text;
    } else if (key == "client_certificate" &&
               (*text == "none" || *text == "optional" || *text == "required")) {
      setting.client_certificate = *text;
    } else if (key == "client_ca_file") {
      setting.client_ca_file = *text;
    } else if (key == "public_url") {
      setting.public_url = *text;
    } else if (key == "serves" && *text == "smartcards") {
      setting.serves = *text;
    } else {
      problem(node, "unknown or wrong listener key \"" + std::string(key) + "\"");
    }
  }

  void smartcards(const toml::node& node) {
    const auto* array = node.as_array();
    if (!array) return problem(node, "smart cards are written as [[smartcard]]");
    for (const auto& item : *array) {
      const auto* table = item.as_table();
      if (table == nullptr) continue;
      SmartcardSetting setting;
      setting.origin = origin(*table);
      for (const auto& [key, value] : *table) smartcard_key(setting, key.str(), value);
      out_.smartcards.push_back(std::move(setting));
    }
  }

  void smartcard_key(SmartcardSetting& setting, std::string_view key, const toml::node& node) {
    const auto* known = find_smartcard_key(key);
    if (known == nullptr)
      return problem(node, "unknown smartcard key \"" + std::string(key) + "\"");
    auto text = scalar(node);
    if (known->text != nullptr && text) {
      setting.*known->text = std::move(*text);
    } else if (known->list != nullptr && node.is_array()) {
      auto& list = setting.*known->list;
      list.clear();
      for (const auto& item : *node.as_array()) {
        if (!item.is_string()) problem(item, std::string(key) + " is a list of texts");
        list.push_back(item.value_or(std::string()));
      }
    } else {
      problem(node, "smartcard." + std::string(key) + " has another type");
    }
  }

  std::string path_;
  TomlSource& out_;
};

}  // namespace

TomlSource read_toml(const std::string& path) {
  TomlSource out;
  std::ifstream file(path);
  if (!file) {
    out.problems.emplace_back(path, "cannot be read");
    return out;
  }
  std::stringstream text;
  text << file.rdbuf();
  try {
    const auto table = toml::parse(text.str(), path);
    Reader(path, out).table(table, "");
  } catch (const toml::parse_error& error) {
    out.problems.emplace_back(path + ":" + std::to_string(error.source().begin.line),
                              std::string(error.description()));
  }
  return out;
}

}  // namespace tessera::app
