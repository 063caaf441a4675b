#include <tessera/oauth/authorization_details.hpp>

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/oauth/errors.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;
using Kind = DetailsMember::Kind;

constexpr std::size_t kMaxBytes = 4096;
constexpr std::size_t kMaxDetails = 20;
constexpr std::size_t kMaxTexts = 20;
constexpr std::size_t kMaxText = 200;

std::unexpected<Error> refuse_details(std::string why) {
  return refuse("invalid_authorization_details", "authorization_details: " + std::move(why));
}

// A person decides by what this text looks like.
bool is_plain(std::string_view text) {
  return !text.empty() && text.size() <= kMaxText && codec::is_plain_text(text);
}

bool fits_text(const DetailsMember& spec, const json::value& value) {
  if (!value.is_string() || !is_plain(value.get_string())) return false;
  return spec.values.empty() ||
         std::ranges::find(spec.values, std::string_view(value.get_string())) != spec.values.end();
}

bool fits_members(const std::vector<DetailsMember>& specs, const json::object& object,
                  bool with_type);

bool fits(const DetailsMember& spec, const json::value& value) {
  switch (spec.kind) {
    case Kind::text:
      return fits_text(spec, value);
    case Kind::texts:
      return value.is_array() && !value.get_array().empty() &&
             value.get_array().size() <= kMaxTexts &&
             std::ranges::all_of(value.get_array(),
                                 [&](const auto& item) { return fits_text(spec, item); });
    case Kind::number:
      return value.is_int64();
    case Kind::boolean:
      return value.is_bool();
    case Kind::object:
      return value.is_object() && fits_members(spec.members, value.get_object(), false);
  }
  return false;
}

bool fits_members(const std::vector<DetailsMember>& specs, const json::object& object,
                  bool with_type) {
  for (const auto& [name, value] : object) {
    if (with_type && name == "type") continue;
    const auto spec = std::ranges::find(specs, std::string_view(name), &DetailsMember::name);
    if (spec == specs.end() || !fits(*spec, value)) return false;
  }
  return std::ranges::all_of(
      specs, [&](const auto& spec) { return !spec.required || object.contains(spec.name); });
}

// nullptr if it has none.
const json::string* type_of(const json::value& detail) {
  return detail.is_object() ? codec::find_string(detail.get_object(), "type") : nullptr;
}

Result<json::array> parse_array(std::string_view text) {
  auto parsed = codec::parse_json(text, kMaxBytes);
  if (!parsed || !parsed->is_array()) return refuse_details("not a JSON array");
  if (parsed->get_array().size() > kMaxDetails) return refuse_details("too many elements");
  return std::move(parsed->get_array());
}

// Stored text: it was written by us.
json::array stored(std::string_view details) {
  if (details.empty()) return {};
  return parse_array(details).value_or(json::array{});
}

std::string to_text(const json::array& details) {
  return details.empty() ? std::string() : json::serialize(details);
}

const std::string& in_locale(const Texts& texts, std::string_view locale) {
  const auto found = texts.find(locale);
  return found == texts.end() ? texts.at("en") : found->second;
}

std::string value_text(const DetailsMember& spec, const json::value& value) {
  std::string out;
  const auto add = [&](std::string_view text) {
    if (!out.empty()) out += spec.kind == Kind::object ? " " : ", ";
    out += text;
  };
  if (value.is_string()) {
    add(value.get_string());
  } else if (value.is_array()) {
    for (const auto& item : value.get_array()) add(item.get_string());
  } else if (value.is_object()) {
    for (const auto& member : spec.members) {
      if (const auto* found = value.get_object().if_contains(member.name))
        add(value_text(member, *found));
    }
  } else {
    add(json::serialize(value));
  }
  return out;
}

}  // namespace

Result<std::string> parse_authorization_details(std::string_view text,
                                                const DetailsCatalogue& catalogue,
                                                std::span<const std::string> allowed) {
  const auto details = parse_array(text);
  if (!details) return std::unexpected(details.error());
  for (const auto& detail : *details) {
    const auto* name = type_of(detail);
    if (name == nullptr) return refuse_details("an element has no type");
    const auto* type = catalogue.find(*name);
    if (type == nullptr) return refuse_details("a type is not known here");
    if (std::ranges::find(allowed, type->type) == allowed.end())
      return refuse_details("a type is not registered for this client");
    if (!fits_members(type->members, detail.get_object(), true))
      return refuse_details("a member does not fit its type");
  }
  return to_text(*details);
}

Result<std::string> narrow_authorization_details(const std::string* asked,
                                                 std::string_view granted) {
  if (asked == nullptr) return std::string(granted);
  const auto wanted = parse_array(*asked);
  if (!wanted) return std::unexpected(wanted.error());
  const auto given = stored(granted);
  for (const auto& detail : *wanted) {
    if (std::ranges::find(given, detail) == given.end())
      return refuse_details("an element was not granted");
  }
  return to_text(*wanted);
}

std::string keep_allowed_details(std::string_view details, std::span<const std::string> allowed) {
  json::array out;
  for (auto& detail : stored(details)) {
    const auto* type = type_of(detail);
    if (type != nullptr && std::ranges::find(allowed, std::string_view(*type)) != allowed.end())
      out.push_back(std::move(detail));
  }
  return to_text(out);
}

std::vector<DetailToShow> details_to_show(std::string_view details,
                                          const DetailsCatalogue& catalogue,
                                          std::string_view locale) {
  std::vector<DetailToShow> out;
  for (const auto& detail : stored(details)) {
    const auto* name = type_of(detail);
    const auto* type = name == nullptr ? nullptr : catalogue.find(*name);
    if (type == nullptr) continue;
    DetailToShow show{.type = type->type, .title = in_locale(type->title, locale)};
    for (const auto& member : type->members) {
      if (const auto* value = detail.get_object().if_contains(member.name))
        show.rows.push_back({in_locale(member.label, locale), value_text(member, *value)});
    }
    out.push_back(std::move(show));
  }
  return out;
}

}  // namespace tessera::oauth
