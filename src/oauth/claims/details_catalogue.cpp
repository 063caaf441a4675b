#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/authorization_details.hpp>

#include "oauth_files.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;
using Kind = DetailsMember::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 5> kKinds{{{"text", Kind::text},
                                                                   {"texts", Kind::texts},
                                                                   {"number", Kind::number},
                                                                   {"boolean", Kind::boolean},
                                                                   {"object", Kind::object}}};

// Reads one entry and complains by its name.
class Entry {
 public:
  Entry(const json::value& value, std::string where) : where_(std::move(where)) {
    if (!value.is_object()) refuse("not an object");
    object_ = &value.get_object();
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw std::runtime_error("authorization details: " + where_ + ": " + what);
  }
  void only(std::initializer_list<std::string_view> names) const {
    for (const auto& member : *object_) {
      if (std::ranges::find(names, std::string_view(member.key())) == names.end())
        refuse("unknown member " + std::string(member.key()));
    }
  }
  [[nodiscard]] std::string text(std::string_view name) const {
    const auto* found = codec::find_string(*object_, name);
    if (found == nullptr || found->empty()) refuse("missing " + std::string(name));
    return std::string(*found);
  }
  [[nodiscard]] Texts texts(std::string_view name) const {
    const auto* found = object_->if_contains(name);
    if (found == nullptr || !found->is_object()) refuse("missing " + std::string(name));
    Texts out;
    for (const auto& [locale, value] : found->get_object()) {
      if (!value.is_string()) refuse("not a text: " + std::string(name));
      out.emplace(locale, value.get_string());
    }
    if (!out.contains("en")) refuse("no English " + std::string(name));
    return out;
  }
  [[nodiscard]] const json::array& list(std::string_view name) const {
    static const json::array kNone;
    const auto* found = object_->if_contains(name);
    if (found == nullptr) return kNone;
    if (!found->is_array()) refuse("not a list: " + std::string(name));
    return found->get_array();
  }
  [[nodiscard]] bool flag(std::string_view name) const {
    const auto* found = object_->if_contains(name);
    if (found != nullptr && !found->is_bool()) refuse("not a boolean: " + std::string(name));
    return found != nullptr && found->get_bool();
  }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  const json::object* object_ = nullptr;
  std::string where_;
};

std::vector<DetailsMember> read_members(const Entry& of);

DetailsMember read_member(const json::value& value, const std::string& where) {
  const Entry entry(value, where);
  entry.only({"name", "kind", "required", "values", "members", "label"});
  DetailsMember out{.name = entry.text("name"),
                    .required = entry.flag("required"),
                    .label = entry.texts("label")};
  const auto kind = entry.text("kind");
  const auto* found = std::ranges::find(kKinds, kind, [](const auto& k) { return k.first; });
  if (found == kKinds.end()) entry.refuse("unknown kind " + kind);
  out.kind = found->second;
  for (const auto& item : entry.list("values")) {
    if (!item.is_string()) entry.refuse("values are texts");
    out.values.emplace_back(item.get_string());
  }
  out.members = read_members(entry);
  if ((out.kind == Kind::object) == out.members.empty())
    entry.refuse("members belong to an object");
  return out;
}

std::vector<DetailsMember> read_members(const Entry& of) {
  std::vector<DetailsMember> out;
  std::set<std::string> names{"type"};
  for (const auto& item : of.list("members")) {
    out.push_back(read_member(item, of.where() + "/" + std::to_string(out.size())));
    if (!names.insert(out.back().name).second) of.refuse("twice: " + out.back().name);
  }
  return out;
}

}  // namespace

DetailsCatalogue DetailsCatalogue::parse(std::string_view text) {
  const auto parsed = codec::parse_json(text);
  if (!parsed || !parsed->is_array())
    throw std::runtime_error("authorization details: not an array");
  DetailsCatalogue out;
  for (const auto& item : parsed->get_array()) {
    const Entry entry(item, std::to_string(out.types_.size()));
    entry.only({"type", "title", "members"});
    DetailsType type{
        .type = entry.text("type"), .title = entry.texts("title"), .members = read_members(entry)};
    if (out.find(type.type) != nullptr) entry.refuse("twice: " + type.type);
    out.types_.push_back(std::move(type));
  }
  return out;
}

const DetailsCatalogue& DetailsCatalogue::standard() {
  static const DetailsCatalogue catalogue = [] {
    for (const auto& file : embedded::oauth_files()) {
      if (file.path == "authorization_details.json") return parse(file.data);
    }
    throw std::logic_error("authorization_details.json is not embedded");
  }();
  return catalogue;
}

const DetailsType* DetailsCatalogue::find(std::string_view type) const {
  const auto found = std::ranges::find(types_, type, &DetailsType::type);
  return found == types_.end() ? nullptr : &*found;
}

}  // namespace tessera::oauth
