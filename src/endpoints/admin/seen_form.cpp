#include "endpoints/admin/seen_form.hpp"

namespace tessera::endpoints::admin {

ui::AdminForm make_seen_form(SeenForm form) {
  ui::Choices document{.name = "document", .legend_id = "admin.recovery.document"};
  for (const auto word : seen_documents()) {
    document.items.push_back(
        {.value = std::string(word), .text_id = "admin.recovery.document." + std::string(word)});
  }
  ui::Choices seen{.name = "seen", .legend_id = "admin.recovery.seen"};
  seen.items.push_back({.value = "yes", .text_id = "admin.recovery.seen_text"});
  return {.id = std::move(form.id),
          .heading_id = std::move(form.heading_id),
          .action = std::move(form.action),
          .button = std::move(form.button),
          .button_id = std::move(form.button_id),
          .inputs = {{.name = "login", .label_id = "sign_in.username", .autocomplete = "off"},
                     {.name = "reference", .label_id = "admin.reveal.reference", .width = "20"}},
          .choices = {std::move(document)},
          .checks = {std::move(seen)},
          .warning = true};
}

Result<Vouching> read_seen_form(const Visit& visit, const codec::Form& form) {
  if (visit.may("person.recover") && form.value("seen") != "yes")
    return fail(Errc::invalid, "admin.recovery.not_seen");
  return Vouching{.login = form.value("login"),
                  .document = form.value("document"),
                  .reference = form.value("reference")};
}

Task<std::optional<http::Response>> refuse_at_desk(const Visit& visit) {
  if (visit.may("person.recover")) co_return std::nullopt;
  const auto denied = co_await visit.deps.access.require(visit.actor, "person.recover",
                                                         {.type = "person"}, visit.context());
  if (denied) co_return std::nullopt;
  co_return visit.refuse(denied.error(), "/admin");
}

}  // namespace tessera::endpoints::admin
