// The keys that sign tokens, in the console.
#include "endpoints/admin/api.hpp"
#include "endpoints/admin/key_desk.hpp"
#include "endpoints/admin/lists.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/keys";

std::string time_text(const std::optional<TimePoint>& time) {
  return time ? rfc3339(*time) : std::string{};
}

// The few that there are.
Task<Result<Records>> load_keys(const Visit& visit, const std::string&, int) {
  const auto keys = co_await KeyDesk(visit.deps).list(visit.actor, visit.context());
  if (!keys) co_return std::unexpected(keys.error());
  Records out;
  for (const auto& key : *keys) {
    const auto alg = std::string(jose::to_string(key.alg));
    out.items.push_back(
        {.id = key.kid,
         .values = {key.kid, alg, std::string(jose::to_string(key.state)), rfc3339(key.published),
                    time_text(key.activated), time_text(key.retired)},
         .cells = {{key.kid, "/admin/history/signing_key/" + key.kid},
                   {alg},
                   {std::string(jose::to_string(key.state))},
                   {shown_time(key.published)},
                   {shown_time(key.activated)}}});
  }
  co_return out;
}

Task<http::Response> show_keys(const Visit& visit) {
  auto page = co_await list_page(visit, key_list());
  if (!page) co_return visit.refuse(page.error(), "/admin");
  page->lead_id = "console.keys.lead";
  if (!visit.may("key.rotate")) co_return visit.show(*page);
  page->forms.push_back({.id = "rotate-keys",
                         .heading_id = "console.keys.rotate",
                         .action = kPath,
                         .button = "rotate",
                         .button_id = "console.keys.rotate",
                         .inputs = {}});
  ui::Choices keys{.name = "kid", .legend_id = "console.keys.kid"};
  for (const auto& line : page->lines) {
    const auto& kid = line.front().text;
    keys.items.push_back({.value = kid, .text = line[1].text + ", " + line[2].text + ", " + kid});
  }
  page->forms.push_back({.id = "withdraw-key",
                         .heading_id = "console.keys.withdraw",
                         .action = kPath,
                         .button = "withdraw",
                         .button_id = "console.keys.withdraw",
                         .inputs = {{.name = "reason",
                                     .label_id = "admin.grant.reason",
                                     .hint_id = "console.keys.withdraw_hint"}},
                         .choices = {std::move(keys)},
                         .warning = true});
  co_return visit.show(*page);
}

Task<Answer> change_keys(const Visit& visit, const codec::Form& form) {
  const KeyDesk desk(visit.deps);
  const auto action = form.value("action");
  Result<KeyDesk::Done> done = fail(Errc::invalid, "form.action");
  if (action == "rotate") {
    done = co_await desk.rotate(visit.actor, visit.context());
  } else if (action == "withdraw") {
    done = co_await desk.withdraw(visit.actor, form.value("kid"), form.value("reason"),
                                  visit.context());
  }
  if (!done) co_return std::unexpected(std::move(done.error()));
  if (done->request)
    co_return Visit::done("/admin/approvals/" + to_string(done->request->id), "sent");
  if (action == "rotate" && done->steps.empty()) co_return fail(Errc::conflict, "key.not_yet");
  co_return Visit::done(kPath, "changed");
}

}  // namespace

List key_list() {
  return {.name = "keys",
          .path = kPath,
          .columns = {{"kid", "console.keys.kid"},
                      {"alg", "console.keys.alg"},
                      {"state", "common.status"},
                      {"published", "console.keys.published"},
                      {"activated", "console.keys.activated"},
                      {"retired", ""}},
          .load = load_keys};
}

void add_key_pages(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, kPath, shown(deps, show_keys));
  router.add(http::Method::post, kPath, posted(deps, change_keys, show_keys));
  add_export(router, deps, key_list());
}

}  // namespace tessera::endpoints::admin
