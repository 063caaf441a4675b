#include <tessera/people/catalogue.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include <boost/json/parse.hpp>

#include "people/predicates.hpp"
#include "people_files.hpp"

namespace tessera::people {
namespace {

template <class T, std::size_t N>
using Words = std::array<std::pair<std::string_view, T>, N>;

constexpr Words<AttributeType, 10> kTypes{{{"text", AttributeType::text},
                                           {"date", AttributeType::date},
                                           {"boolean", AttributeType::boolean},
                                           {"email", AttributeType::email},
                                           {"phone", AttributeType::phone},
                                           {"locale", AttributeType::locale},
                                           {"zoneinfo", AttributeType::zoneinfo},
                                           {"url", AttributeType::url},
                                           {"address", AttributeType::address},
                                           {"timestamp", AttributeType::timestamp}}};
constexpr Words<DataClass, 4> kClasses{{{"open", DataClass::open},
                                        {"internal", DataClass::internal},
                                        {"personal", DataClass::personal},
                                        {"restricted", DataClass::restricted}}};
constexpr std::array<std::string_view, 4> kVerifications{"none", "code_mail", "document",
                                                         "register"};
constexpr std::array<std::string_view, 8> kLabels{
    "name", "type", "class", "owner", "retention_days", "claim", "scope", "verification"};
constexpr std::array<std::string_view, 4> kOptional{"fingerprint", "core", "max_length", "derived"};

[[noreturn]] void refuse(std::string_view attribute, std::string_view label) {
  throw std::runtime_error("attribute catalogue: " + std::string(attribute) +
                           ": missing or unknown: " + std::string(label));
}

std::string text_of(const boost::json::object& entry, std::string_view attribute,
                    std::string_view label) {
  const auto* value = entry.if_contains(label);
  if (value == nullptr || !value->is_string()) refuse(attribute, label);
  return std::string(value->get_string());
}

template <class T, std::size_t N>
T word_of(const Words<T, N>& words, const boost::json::object& entry, std::string_view attribute,
          std::string_view label) {
  const auto text = text_of(entry, attribute, label);
  for (const auto& [word, value] : words) {
    if (word == text) return value;
  }
  refuse(attribute, label);
}

void check_labels(const boost::json::object& entry, std::string_view attribute) {
  for (const auto label : kLabels) {
    if (!entry.contains(label)) refuse(attribute, label);
  }
  for (const auto& member : entry) {
    const std::string_view key = member.key();
    if (std::ranges::find(kLabels, key) == kLabels.end() &&
        std::ranges::find(kOptional, key) == kOptional.end()) {
      refuse(attribute, key);
    }
  }
}

AttributeSpec parse_entry(const boost::json::object& entry) {
  const auto* named = entry.if_contains("name");
  if (named == nullptr || !named->is_string() || named->get_string().empty()) refuse("?", "name");
  AttributeSpec spec{.name = std::string(named->get_string())};
  check_labels(entry, spec.name);
  spec.type = word_of(kTypes, entry, spec.name, "type");
  spec.data_class = word_of(kClasses, entry, spec.name, "class");
  spec.owner = text_of(entry, spec.name, "owner");
  spec.claim = text_of(entry, spec.name, "claim");
  spec.scope = text_of(entry, spec.name, "scope");
  spec.verification = text_of(entry, spec.name, "verification");
  const auto* days = entry.if_contains("retention_days");
  if (!days->is_int64() || days->get_int64() < 0) refuse(spec.name, "retention_days");
  spec.retention_days = static_cast<int>(days->get_int64());
  if (const auto* v = entry.if_contains("fingerprint")) spec.fingerprint = v->as_bool();
  if (const auto* v = entry.if_contains("core")) spec.core = v->as_bool();
  if (const auto* v = entry.if_contains("max_length"))
    spec.max_length = static_cast<std::size_t>(v->as_int64());
  if (entry.contains("derived")) spec.derived = text_of(entry, spec.name, "derived");
  if (spec.owner.empty()) refuse(spec.name, "owner");
  if (std::ranges::find(kVerifications, spec.verification) == kVerifications.end()) {
    refuse(spec.name, "verification");
  }
  if (spec.claim.empty() && !spec.scope.empty()) refuse(spec.name, "scope");
  if (spec.derived.starts_with("age_over:") && !parse_age(spec.derived))
    refuse(spec.name, "derived");
  return spec;
}

}  // namespace

Catalogue Catalogue::parse(std::string_view json) {
  Catalogue catalogue;
  std::set<std::string> names;
  const auto root = boost::json::parse(boost::json::string_view(json.data(), json.size()));
  for (const auto& entry : root.as_object().at("attributes").as_array()) {
    auto spec = parse_entry(entry.as_object());
    if (!names.insert(spec.name).second) refuse(spec.name, "name (repeated)");
    catalogue.specs_.push_back(std::move(spec));
  }
  return catalogue;
}

const Catalogue& Catalogue::standard() {
  static const Catalogue catalogue = [] {
    for (const auto& file : embedded::people_files()) {
      if (file.path == "catalogue.json") return parse(file.data);
    }
    throw std::runtime_error("attribute catalogue: not embedded");
  }();
  return catalogue;
}

const AttributeSpec* Catalogue::find(std::string_view name) const {
  const auto found = std::ranges::find(specs_, name, &AttributeSpec::name);
  return found == specs_.end() ? nullptr : &*found;
}

const AttributeSpec* Catalogue::find_claim(std::string_view claim) const {
  if (claim.empty()) return nullptr;
  const auto found = std::ranges::find(specs_, claim, &AttributeSpec::claim);
  return found == specs_.end() ? nullptr : &*found;
}

std::vector<const AttributeSpec*> Catalogue::of_scope(std::string_view scope) const {
  std::vector<const AttributeSpec*> found;
  if (scope.empty()) return found;
  for (const auto& spec : specs_) {
    if (spec.scope == scope) found.push_back(&spec);
  }
  return found;
}

}  // namespace tessera::people
