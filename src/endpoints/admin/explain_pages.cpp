// Why somebody may do something, and what a change would do before it is made.
#include <algorithm>

#include <tessera/access/make.hpp>
#include <tessera/access/simulation.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/names.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/access";
constexpr std::size_t kUnitsNamed = 5;

// What is asked. Only these fields count.
struct Question {
  std::string person;      // id, or the whole login
  std::string permission;  // "" to see the change alone
  std::string unit;        // id; "" for the root
  std::string change;      // "", "give", "end", "role"
  std::string role, in_unit, grant, add, remove;
  std::string about;  // id of whom it is done to
  std::string purpose, work_case;
};

Question question_of(const codec::Form& form) {
  return {.person = form.value("person"),
          .permission = form.value("permission"),
          .unit = form.value("unit"),
          .change = form.value("change"),
          .role = form.value("role"),
          .in_unit = form.value("in_unit"),
          .grant = form.value("grant"),
          .add = form.value("add"),
          .remove = form.value("remove"),
          .about = form.value("about"),
          .purpose = form.value("purpose"),
          .work_case = form.value("case")};
}

ui::AdminPage page_for(const Question& q) {
  ui::Choices change{.name = "change", .legend_id = "console.access.change"};
  for (const auto* word : {"", "give", "end", "role"}) {
    change.items.push_back(
        {.value = word,
         .text_id = std::string("console.access.change.") + (*word == 0 ? "none" : word),
         .selected = q.change == word});
  }
  ui::AdminPage page{
      .title_id = "console.access.title", .lead_id = "console.access.lead", .back_path = "/admin"};
  page.forms.push_back(
      {.id = "explain",
       .heading_id = "console.access.question",
       .action = kPath,
       .button = "explain",
       .button_id = "console.access.button",
       .inputs = {{.name = "person",
                   .label_id = "console.access.person",
                   .value = q.person,
                   .hint_id = "console.access.person_hint"},
                  {.name = "permission",
                   .label_id = "console.access.permission",
                   .value = q.permission,
                   .hint_id = "console.access.permission_hint",
                   .width = "20"},
                  {.name = "unit",
                   .label_id = "console.filter.unit",
                   .value = q.unit,
                   .hint_id = "console.access.unit_hint"},
                  {.name = "about",
                   .label_id = "console.access.about",
                   .value = q.about,
                   .hint_id = "console.access.about_hint"},
                  {.name = "purpose",
                   .label_id = "console.access.purpose",
                   .value = q.purpose,
                   .width = "20"},
                  {.name = "case", .label_id = "console.access.case", .value = q.work_case},
                  {.name = "role",
                   .label_id = "admin.col.role",
                   .value = q.role,
                   .hint_id = "console.access.role_hint",
                   .width = "20"},
                  {.name = "in_unit", .label_id = "console.access.in_unit", .value = q.in_unit},
                  {.name = "grant", .label_id = "console.access.grant", .value = q.grant},
                  {.name = "add",
                   .label_id = "console.access.add",
                   .value = q.add,
                   .hint_id = "console.access.words_hint"},
                  {.name = "remove", .label_id = "console.access.remove", .value = q.remove}},
       .choices = {std::move(change)}});
  return page;
}

Error wrong(std::string field, std::string id, Errc code = Errc::invalid) {
  return {.code = code, .id = id, .fields = {{.field = std::move(field), .id = id}}};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : std::string(text) + ' ') {
    if (c != ' ' && c != ',' && c != '\r' && c != '\n')
      word += c;
    else if (!word.empty())
      out.push_back(std::exchange(word, {}));
  }
  return out;
}

// The person asked about, if the visitor may read his role grants; whether others exist is not
// told.
Task<Result<people::Person>> person_of(const Visit& visit, const std::string& text) {
  std::optional<people::Person> person;
  if (const auto id = parse_uuid(text))
    person = co_await visit.deps.people.load(*id);
  else if (visit.may("person.list"))
    person = co_await visit.deps.people.find_by_login(text);
  access::Resource resource{.type = "role_grant"};
  if (person && person->affiliation) resource.unit = person->affiliation->unit;
  const auto may =
      co_await visit.deps.access.require(visit.actor, "role_grant.read", resource, visit.context());
  if (!may || !person)
    co_return std::unexpected(wrong("person", "person.unknown", Errc::not_found));
  co_return std::move(*person);
}

// Shows only what is in units whose role grants the visitor may read.
class Answerer {
 public:
  Answerer(const Visit& visit, const Question& question, ui::AdminPage& page)
      : visit_(visit),
        question_(question),
        page_(page),
        names_(visit),
        visible_(access::units_for(visit.actor, "role_grant.read", visit.context().received)) {}

  Task<Result<void>> answer(const people::Person& person) {
    actor_ = co_await visit_.deps.access.load_actor(person.id, now());
    actor_.acr = actor_.least;  // as after a sign-in at the level that roles ask for
    person_ = person.id;
    co_await record();
    if (!question_.permission.empty()) {
      if (auto shown = co_await explain(); !shown) co_return shown;
    }
    if (question_.change.empty()) co_return Result<void>{};
    co_return co_await simulate();
  }

 private:
  [[nodiscard]] TimePoint now() const { return visit_.context().received; }
  [[nodiscard]] bool sees(const Uuid& unit) const { return !visible_ || visible_->contains(unit); }
  [[nodiscard]] std::string words(const std::string& id, const std::string& plain) const {
    const auto& renderer = visit_.deps.web.renderer;
    return renderer.has_text(id, "en")
               ? renderer.text(id, visit_.context().locale) + " (" + plain + ')'
               : plain;
  }
  Task<> record() {
    auto event = access::make_event("access.explained", visit_.actor, visit_.context());
    event.purpose = "administration";
    event.subject = person_;
    event.object_type = "person";
    event.object_id = to_string(person_);
    event.details["simulated"] = question_.change;
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    co_await visit_.deps.journal.append(std::move(events));
  }

  Task<Result<void>> explain() {
    const auto resource = co_await asked();
    if (!resource) co_return std::unexpected(resource.error());
    const auto known = co_await visit_.deps.role_facts.permissions();
    if (std::ranges::find(known, question_.permission) == known.end())
      co_return std::unexpected(wrong("permission", "console.access.no_permission"));
    const access::Named named{.purpose = question_.purpose,
                              .work_case = parse_uuid(question_.work_case)};
    const auto [actor, context] =
        co_await access::load_inputs(visit_.deps.access, visit_.deps.actors, person_,
                                     question_.permission, *resource, now(), named);
    const auto decision = access::decide(actor, question_.permission, *resource, context);
    const auto outcome = std::string(access::to_string(decision.outcome));
    page_.facts = {{"console.access.outcome", words("console.access.outcome." + outcome, outcome)},
                   {"console.access.reason",
                    words("console.access.reason." + decision.reason, decision.reason)}};
    if (decision.role_grant) page_.facts.emplace_back("console.access.by_role", decision.role);
    ui::AdminPage::Table tried{
        .id = "tried",
        .heading_id = "console.access.tried",
        .columns = {"admin.col.role", "admin.col.unit", "console.access.reason"}};
    for (const auto& grant : access::try_grants(actor, question_.permission, *resource, context)) {
      if (!sees(grant.unit)) continue;
      tried.lines.push_back({{grant.role, "/admin/role-grants/" + to_string(grant.role_grant)},
                             {co_await names_.unit(grant.unit)},
                             {words("console.access.reason." + grant.reason, grant.reason)}});
    }
    page_.tables.push_back(std::move(tried));
    if (!decision.role.empty()) co_await show_path(decision.role);
    co_return Result<void>{};
  }

  // What it would be done to: in the unit that is named, else in that of the person it is about.
  Task<Result<access::Resource>> asked() {
    access::Resource resource{.type = "any", .unit = parse_uuid(question_.unit)};
    if (!resource.unit && !question_.unit.empty())
      co_return std::unexpected(wrong("unit", "unit.unknown"));
    if (!question_.work_case.empty() && !parse_uuid(question_.work_case))
      co_return std::unexpected(wrong("case", "case.unknown"));
    if (question_.about.empty()) co_return resource;
    resource.person = parse_uuid(question_.about);
    if (!resource.person) co_return std::unexpected(wrong("about", "person.unknown"));
    const auto about = co_await visit_.deps.people.load(*resource.person);
    if (!resource.unit && about && about->affiliation) resource.unit = about->affiliation->unit;
    co_return resource;
  }

  // By which roles the permission came to be the grant's.
  Task<> show_path(const std::string& role) {
    ui::AdminPage::Table path{
        .id = "path", .heading_id = "console.access.path", .columns = {"console.access.step"}};
    for (const auto& step : co_await visit_.deps.actors.load_path(role, question_.permission))
      path.lines.push_back({{step}});
    page_.tables.push_back(std::move(path));
  }

  Task<Result<void>> simulate() {
    if (question_.change == "give") co_return co_await give();
    if (question_.change == "end") co_return co_await end();
    if (question_.change == "role") co_return co_await change_role();
    co_return std::unexpected(wrong("change", "form.action"));
  }

  Task<Result<void>> give() {
    const auto unit = parse_uuid(question_.in_unit);
    if (!unit || !sees(*unit)) co_return std::unexpected(wrong("in_unit", "unit.unknown"));
    const auto role = co_await visit_.deps.role_facts.load(question_.role);
    if (!role) co_return std::unexpected(wrong("role", "role.unknown"));
    const access::NewRoleGrant wish{
        .person = person_, .role = role->name, .unit = *unit, .reason = "simulated"};
    const auto facts = co_await visit_.deps.grant_facts.load_facts(wish, now());
    const auto all = co_await visit_.deps.lists.units({.limit = 100'000});
    show_conflicts(facts.conflicts);
    if (const auto good = access::decide_grant(visit_.actor, wish, facts, now()); !good) {
      page_.facts.emplace_back("console.access.refused", words(good.error().id, good.error().id));
    }
    co_await show_difference(
        access::with_grant(actor_, *role, *unit, access::subtree(all, *unit), now()));
    co_return Result<void>{};
  }

  Task<Result<void>> end() {
    const auto grant = parse_uuid(question_.grant);
    const auto held =
        std::ranges::find(actor_.roles, grant.value_or(Uuid{}), &access::HeldRole::role_grant);
    if (!grant || held == actor_.roles.end() || !sees(held->unit))
      co_return std::unexpected(wrong("grant", "console.access.no_grant"));
    co_await show_difference(access::without_grant(actor_, *grant));
    co_return Result<void>{};
  }

  Task<Result<void>> change_role() {
    const auto roles = co_await visit_.deps.role_facts.list();
    const auto role = std::ranges::find(roles, question_.role, &access::Role::name);
    if (role == roles.end()) co_return std::unexpected(wrong("role", "role.unknown"));
    access::NewRole changed{.name = role->name,
                            .title = role->title,
                            .permissions = role->permissions,
                            .parents = role->parents,
                            .limits = role->limits,
                            .prerequisites = role->prerequisites};
    for (auto& word : words_of(question_.add)) changed.permissions.push_back(std::move(word));
    for (const auto& word : words_of(question_.remove)) std::erase(changed.permissions, word);
    const auto facts = co_await visit_.deps.role_facts.load_facts(changed, now());
    if (!facts.unknown.empty()) co_return std::unexpected(wrong("add", "role.unknown_permission"));
    auto conflicts = facts.conflicts;
    if (facts.broken_count > 0) {
      page_.facts.emplace_back("console.access.broken", std::to_string(facts.broken_count));
      conflicts.insert(conflicts.end(), facts.broken_holders.begin(), facts.broken_holders.end());
    }
    page_.facts.emplace_back("console.access.heirs", std::to_string(facts.heirs.size()));
    show_conflicts(conflicts);
    co_await show_difference(access::with_role(actor_, roles, changed));
    co_return Result<void>{};
  }

  void show_conflicts(const std::vector<std::string>& conflicts) {
    ui::AdminPage::Table table{.id = "conflicts",
                               .heading_id = "console.access.conflicts",
                               .columns = {"console.access.conflict"}};
    for (const auto& conflict : conflicts) table.lines.push_back({{conflict}});
    page_.tables.push_back(std::move(table));
  }

  Task<std::string> named(const std::set<Uuid>& units) {
    std::string out;
    std::size_t shown = 0;
    for (const auto& unit : units) {
      if (!sees(unit)) continue;
      if (++shown > kUnitsNamed) continue;
      out += (out.empty() ? "" : ", ") + co_await names_.unit(unit);
    }
    if (shown > kUnitsNamed) out += " + " + std::to_string(shown - kUnitsNamed);
    co_return out;
  }

  Task<> show_difference(const access::Actor& after) {
    ui::AdminPage::Table table{
        .id = "difference",
        .heading_id = "console.access.difference",
        .columns = {"console.access.permission", "console.access.gained", "console.access.lost"}};
    for (const auto& change : access::difference(access::abilities_of(actor_, now()),
                                                 access::abilities_of(after, now()))) {
      auto gained = co_await named(change.gained);
      auto lost = co_await named(change.lost);
      if (gained.empty() && lost.empty()) continue;
      table.lines.push_back({{change.permission}, {std::move(gained)}, {std::move(lost)}});
    }
    page_.tables.push_back(std::move(table));
  }

  const Visit& visit_;
  const Question& question_;
  ui::AdminPage& page_;
  Names names_;
  std::optional<std::set<Uuid>> visible_;
  access::Actor actor_;
  Uuid person_;
};

Task<http::Response> show(const Visit& visit) {
  if (!visit.may("role_grant.read")) {
    const auto denied = co_await visit.deps.access.require(visit.actor, "role_grant.read",
                                                           {.type = "role_grant"}, visit.context());
    if (!denied) co_return visit.refuse(denied.error(), "/admin");
  }
  co_return visit.show(page_for({.person = visit.asked("person")}));
}

// By a form: a login is personal data and not part of an address.
Task<Answer> answer(const Visit& visit, const codec::Form& form) {
  const auto question = question_of(form);
  const auto person = co_await person_of(visit, question.person);
  if (!person) co_return std::unexpected(person.error());
  auto page = page_for(question);
  Answerer answerer(visit, question, page);
  if (auto good = co_await answerer.answer(*person); !good)
    co_return std::unexpected(std::move(good.error()));
  co_return visit.show(page);
}

}  // namespace

void add_explain_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPath, shown(deps, show));
  router.add(http::Method::post, kPath, posted(deps, answer, show));
}

}  // namespace tessera::endpoints::admin
