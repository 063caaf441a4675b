#include "oauth/decisions/question.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/decision_point.hpp>

namespace tessera::oauth {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestId = 1000;
constexpr std::size_t kMostProperties = 100;

std::unexpected<Error> wrong(std::string text) {
  return fail(Errc::invalid, "authzen.request", std::move(text));
}

// AuthZEN 11.5: null is absence.
const json::value* member(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

// The entity of a question, and what stands in for it (7.1.1). A question that names an entity
// names it whole, but for the keys that it must have.
struct Entity {
  const json::object* own = nullptr;
  const json::object* standard = nullptr;

  [[nodiscard]] const json::object* whole() const { return own != nullptr ? own : standard; }
  [[nodiscard]] const json::value* key(std::string_view name) const {
    const auto* found = own == nullptr ? nullptr : member(*own, name);
    return found != nullptr || standard == nullptr ? found : member(*standard, name);
  }
};

Result<Entity> entity(const json::object& request, const json::object* defaults,
                      std::string_view name) {
  Entity out;
  for (auto [from, to] : {std::pair{&request, &out.own}, {defaults, &out.standard}}) {
    const auto* found = from == nullptr ? nullptr : member(*from, name);
    if (found == nullptr) continue;
    if (!found->is_object()) return wrong(std::string(name) + " is not an object");
    *to = &found->get_object();
  }
  return out;
}

Result<std::string> text(const Entity& from, std::string_view of, std::string_view name,
                         std::size_t longest) {
  const auto* found = from.key(name);
  const auto path = std::string(of) + "." + std::string(name);
  if (found == nullptr) return wrong(path + " is missing");
  if (!found->is_string()) return wrong(path + " is not a string");
  if (found->get_string().size() > longest) return wrong(path + " is too long");
  const bool controls = std::ranges::any_of(
      found->get_string(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (controls) return wrong(path + " has a control character");
  return std::string(found->get_string());
}

bool is_id(const json::value& value) {
  return value.is_string() && value.get_string().size() <= kLongestId;
}

// Only texts are ever asked for. A party that cannot be read is no absent one: a rule would be
// passed over.
Result<void> read_properties(const Entity& resource, Question& into) {
  const auto* whole = resource.whole();
  const auto* found = whole == nullptr ? nullptr : member(*whole, "properties");
  if (found == nullptr) return {};
  if (!found->is_object()) return wrong("resource.properties is not an object");
  const auto& properties = found->get_object();
  if (properties.size() > kMostProperties) return wrong("resource.properties has too many members");
  for (const auto* party : {"person", "assignee"}) {
    const auto* named = member(properties, party);
    if (named != nullptr && !is_id(*named))
      return wrong(std::string("resource.properties.") + party + " is not a short string");
  }
  for (const auto& [name, value] : properties) {
    if (is_id(value)) into.properties[name] = value;
  }
  const auto* unit = member(properties, "unit");
  if (unit == nullptr) return {};
  if (unit->is_string()) into.unit = parse_uuid(std::string_view(unit->get_string()));
  if (!into.unit) return wrong("resource.properties.unit is not a unit");
  return {};
}

Result<void> read_context(const Entity& context, Question& into) {
  const auto* whole = context.whole();
  if (whole == nullptr) return {};
  for (auto [name, to] : {std::pair{"sid", &into.sid}, {"acr", &into.acr}}) {
    const auto* found = member(*whole, name);
    if (found == nullptr) continue;
    if (!found->is_string() || found->get_string().size() > kLongestName)
      return wrong(std::string("context.") + name + " is not a short string");
    *to = std::string(found->get_string());
  }
  return {};
}

Result<Question> read(const json::object& request, const json::object* defaults, bool with_action) {
  Question out;
  for (const auto* name : {"subject", "action", "resource", "context"}) {
    if (const auto found = entity(request, defaults, name); !found)
      return std::unexpected(found.error());
  }
  const auto subject = *entity(request, defaults, "subject");
  const auto action = *entity(request, defaults, "action");
  const auto resource = *entity(request, defaults, "resource");
  struct Wanted {
    const Entity& from;
    std::string_view of, name;
    std::size_t longest;
    std::string& to;
  };
  const std::array<Wanted, 5> wanted{
      {{subject, "subject", "type", kLongestName, out.subject_type},
       {subject, "subject", "id", kLongestId, out.subject},
       {resource, "resource", "type", kLongestName, out.resource_type},
       {resource, "resource", "id", kLongestId, out.resource},
       {action, "action", "name", kLongestName, out.action}}};
  for (const auto& one : wanted) {
    if (one.of == "action" && !with_action) continue;
    auto read = text(one.from, one.of, one.name, one.longest);
    if (!read) return std::unexpected(std::move(read.error()));
    one.to = std::move(*read);
  }
  if (auto good = read_properties(resource, out); !good) return std::unexpected(good.error());
  if (auto good = read_context(*entity(request, defaults, "context"), out); !good)
    return std::unexpected(good.error());
  return out;
}

Result<Semantic> read_semantic(const json::object& request) {
  const auto* options = member(request, "options");
  if (options == nullptr) return Semantic::execute_all;
  if (!options->is_object()) return wrong("options is not an object");
  const auto* found = member(options->get_object(), "evaluations_semantic");
  if (found == nullptr) return Semantic::execute_all;
  if (found->is_string()) {
    const std::string_view word(found->get_string());
    if (word == "execute_all") return Semantic::execute_all;
    if (word == "deny_on_first_deny") return Semantic::deny_on_first_deny;
    if (word == "permit_on_first_permit") return Semantic::permit_on_first_permit;
  }
  return wrong("options.evaluations_semantic is unknown");
}

}  // namespace

std::string Question::property(std::string_view name) const {
  return codec::text_of(properties, name);
}

Result<Question> read_question(const json::object& request) {
  return read(request, nullptr, true);
}

Result<Question> read_action_search(const json::object& request) {
  return read(request, nullptr, false);
}

Result<std::optional<Questions>> read_questions(const json::object& request) {
  const auto* list = member(request, "evaluations");
  if (list == nullptr) return std::nullopt;
  if (!list->is_array()) return wrong("evaluations is not an array");
  const auto& items = list->get_array();
  if (items.empty()) return std::nullopt;
  if (items.size() > kMostEvaluations)
    return wrong("more than " + std::to_string(kMostEvaluations) + " evaluations");
  // What is wrong with a default is wrong with the whole request.
  for (const auto* name : {"subject", "action", "resource", "context"}) {
    if (const auto found = entity(request, nullptr, name); !found)
      return std::unexpected(found.error());
  }
  const auto semantic = read_semantic(request);
  if (!semantic) return std::unexpected(semantic.error());
  Questions out{.semantic = *semantic};
  for (const auto& item : items) {
    out.all.push_back(item.is_object() ? read(item.get_object(), &request, true)
                                       : wrong("an evaluation is not an object"));
  }
  return out;
}

}  // namespace tessera::oauth
