#include <iostream>
#include <map>
#include <set>

#include <boost/json/array.hpp>

#include <tessera/codec/form.hpp>
#include <tessera/codec/json.hpp>

#include "app/commands/configuration.hpp"
#include "app/commands/configuration_plan.hpp"
#include "app/commands/configuration_text.hpp"
#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

namespace json = boost::json;
using managed::Kind;

constexpr std::size_t kLargest = 64 << 20;
constexpr std::string_view kRoot = "00000000-0000-4000-8000-000000000001";

// All pages of a list; nullopt after saying why.
std::optional<json::array> list(const AdminTransport& server, const std::string& path,
                                std::vector<std::pair<std::string, std::string>> query = {}) {
  json::array out;
  for (std::string token;;) {
    auto fields = query;
    if (!token.empty()) fields.emplace_back("page_token", token);
    const auto reply = server.send(
        {.method = "GET", .target = codec::with_query("/api/admin/v1" + path, fields), .body = {}});
    auto page = codec::parse_json_object(reply.body, kLargest);
    if (!reply.good() || !page || !page->contains("items")) {
      (void)tell_refusal(reply);
      return std::nullopt;
    }
    for (auto& item : page->at("items").as_array()) out.push_back(std::move(item));
    token = codec::text_of(*page, "next_page_token");
    if (token.empty()) return out;
  }
}

// "Tax office, North" -> "tax_office_north"; another one if that is taken.
class Keys {
 public:
  std::string key_for(const std::string& name) {
    std::string out;
    for (const char c : name) {
      const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9'))
        out += low;
      else if (!out.empty() && out.back() != '_')
        out += '_';
    }
    while (out.ends_with('_')) out.pop_back();
    if (out.empty() || out.front() < 'a') out = "x" + out;
    out.resize(std::min<std::size_t>(out.size(), 50));
    auto key = out;
    for (int i = 2; !taken_.insert(key).second; ++i) key = out + '_' + std::to_string(i);
    return key;
  }
  void take(const std::string& key) { taken_.insert(key); }

 private:
  std::set<std::string> taken_;
};

class Export {
 public:
  explicit Export(const AdminTransport& server) : server_(server) {}

  // The keys that this manager's files have already.
  bool keep_keys(const std::string& manager) {
    if (manager.empty()) return true;
    const auto owned = list(server_, "/configuration/objects", {{"manager", manager}});
    if (!owned) return false;
    for (const auto& item : *owned) {
      const auto& object = item.as_object();
      const auto kind = codec::text_of(object, "kind");
      known_[kind + ' ' + codec::text_of(object, "object")] = codec::text_of(object, "key");
      keys_[kind].take(codec::text_of(object, "key"));
    }
    return true;
  }

  bool units() {
    const auto all = list(server_, "/units");
    if (!all) return false;
    std::map<std::string, std::string> key_of{{std::string(kRoot), "root"}};
    keys_["unit"].take("root");
    for (const auto& item : *all) {
      const auto& unit = item.as_object();
      const auto id = codec::text_of(unit, "id");
      if (id != kRoot) key_of[id] = key("unit", id, codec::text_of(unit, "name"));
    }
    for (const auto& item : *all) {
      const auto& unit = item.as_object();
      const auto id = codec::text_of(unit, "id");
      if (id == kRoot) continue;
      const auto parent = codec::text_of(unit, "parent");
      const auto named = key_of.find(parent);
      write(
          Kind::unit, key_of.at(id), id,
          {{"name", unit.at("name")}, {"parent", named == key_of.end() ? parent : named->second}});
    }
    return true;
  }

  bool roles() {
    const auto all = list(server_, "/roles");
    if (!all) return false;
    for (const auto& item : *all) {
      auto role = item.as_object();
      const auto name = codec::text_of(role, "name");
      if (role.at("builtin").as_bool()) continue;
      for (const auto* told : {"name", "builtin", "closure", "created", "version"})
        role.erase(told);
      const auto good = managed::normal_fields(Kind::role, role);
      write(Kind::role, name, "", good ? *good : role);
    }
    return true;
  }

  bool clients() {
    const auto all = list(server_, "/clients", {{"page_size", "200"}});
    if (!all) return false;
    for (const auto& item : *all) {
      const auto& client = item.as_object();
      const auto id = codec::text_of(client, "client_id");
      const auto status = codec::text_of(client, "status");
      if (status == "expired") continue;
      json::object fields{{"status", status}};
      for (const auto& field : client.at("registration").as_object())
        fields[field.key()] = field.value();
      write(Kind::client, key("client", id, codec::text_of(fields, "name")), id, fields);
    }
    return true;
  }

  bool purposes() {
    const auto all = list(server_, "/purposes");
    if (!all) return false;
    for (const auto& item : *all) {
      auto purpose = item.as_object();
      const auto code = codec::text_of(purpose, "code");
      for (const auto* told : {"code", "version"}) purpose.erase(told);
      write(Kind::purpose, code, "", purpose);
    }
    return true;
  }

  // Of the roles that have one.
  bool levels() {
    const auto all = list(server_, "/sign-in-levels");
    if (!all) return false;
    for (const auto& item : *all) {
      const auto& level = item.as_object();
      if (!codec::text_of(level, "least").empty())
        write(Kind::level, codec::text_of(level, "role"), "", {{"least", level.at("least")}});
    }
    return true;
  }

  bool policies() {
    const auto reply =
        server_.send({.method = "GET", .target = "/api/admin/v1/approval-policy", .body = {}});
    const auto policy = codec::parse_json_object(reply.body, kLargest);
    if (!reply.good() || !policy) {
      (void)tell_refusal(reply);
      return false;
    }
    for (const auto& entry : *policy) {
      if (entry.value().is_int64())
        write(Kind::policy, std::string(entry.key()), "", {{"needed", entry.value()}});
    }
    return true;
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string key(const std::string& kind, const std::string& id, const std::string& name) {
    const auto known = known_.find(kind + ' ' + id);
    return known == known_.end() ? keys_[kind].key_for(name) : known->second;
  }
  void write(Kind kind, const std::string& key, const std::string& id, const json::object& fields) {
    text_ += (text_.empty() ? "" : "\n") + toml_document(kind, key, id, fields);
  }

  const AdminTransport& server_;
  std::map<std::string, std::string> known_;
  std::map<std::string, Keys> keys_;
  std::string text_;
};

}  // namespace

int run_configuration_export(const ConfigurationOptions& options) {
  const auto server = AdminTransport::find(options.server);
  if (!server) return kUsage;
  const auto manager = manager_of(options, "");
  Export all(*server);
  if (!all.keep_keys(manager) || !all.units() || !all.roles() || !all.clients() ||
      !all.purposes() || !all.policies() || !all.levels())
    return kFailed;
  if (!manager.empty()) std::cout << "manager = " << toml_value(json::value(manager)) << "\n\n";
  std::cout << all.text();
  return kOk;
}

}  // namespace tessera::app
