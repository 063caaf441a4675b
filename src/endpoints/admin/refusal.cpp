#include "endpoints/admin/refusal.hpp"

#include <algorithm>
#include <array>

#include <tessera/http/message.hpp>

namespace tessera::endpoints::admin {
namespace {

struct Home {
  std::string_view error_id;
  std::string_view field;
};
// The field that somebody changes to get over an error that names none; the first that the form
// has.
constexpr std::array kHomes{Home{"person.unknown", "login"},
                            Home{"role_grant.not_staff", "login"},
                            Home{"role_grant.not_proofed", "login"},
                            Home{"role_grant.exists", "role"},
                            Home{"role_grant.conflict", "role"},
                            Home{"role_grant.power", "role"},
                            Home{"role_grant.period", "ends"},
                            Home{"role_grant.reason", "reason"},
                            Home{"role_grant.reason", "why"},
                            Home{"role.unknown", "role"},
                            Home{"role.name", "name"},
                            Home{"role.exists", "name"},
                            Home{"role.title", "title"},
                            Home{"role.unknown_permission", "permission"},
                            Home{"role.conflict", "permission"},
                            Home{"role.power", "permission"},
                            Home{"unit.unknown", "parent"},
                            Home{"unit.unknown", "unit"},
                            Home{"unit.name", "name"},
                            Home{"person.purpose", "purpose"},
                            Home{"person.attributes", "attribute"},
                            Home{"person.reference", "reference"},
                            Home{"person.reference", "case"},
                            Home{"intervention.step", "event"},
                            Home{"intervention.event", "event"},
                            Home{"break_glass.permissions", "permission"},
                            Home{"break_glass.conflict", "permission"},
                            Home{"break_glass.subject", "subject"},
                            Home{"break_glass.reason", "reason"},
                            Home{"break_glass.length", "length"},
                            Home{"break_glass.findings", "findings"},
                            Home{"break_glass.verdict_needed", "verdict"},
                            Home{"person.unknown", "subject"},
                            Home{"campaign.name", "name"},
                            Home{"campaign.units", "unit"},
                            Home{"campaign.empty", "unit"},
                            Home{"campaign.due", "due"},
                            Home{"campaign.own", "login"},
                            Home{"campaign.reviewer_unknown", "login"},
                            Home{"key.unknown", "kid"},
                            Home{"key.reason", "reason"},
                            Home{"scim.employer", "employer"},
                            Home{"scim.role", "role"},
                            Home{"scim.token_life", "days"},
                            Home{"scim.tokens", "days"},
                            Home{"scim.token_unknown", "token"},
                            Home{"login.taken", "contact_mail"},
                            Home{"invitation.mail", "contact_mail"},
                            Home{"invitation.incomplete", "employer"},
                            Home{"invitation.sponsor", "employer"},
                            Home{"invitation.period", "ends"}};

// Members of a registration that have another name in the form.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kFormNames{
    {{"redirect_uris", "redirect_uri"},
     {"post_logout_redirect_uris", "post_logout_redirect_uri"},
     {"contacts", "contact"},
     {"token_endpoint_auth_method", "auth_method"}}};

ui::AdminForm* pressed_form(ui::AdminPage& page, const codec::Form& sent) {
  const auto found = std::ranges::find(page.forms, sent.value("action"), &ui::AdminForm::button);
  if (found != page.forms.end()) return &*found;
  return page.forms.size() == 1 ? &page.forms.front() : nullptr;
}

bool has_field(const ui::AdminForm* form, std::string_view name) {
  const auto named = [name](const auto& field) { return field.name == name; };
  return form != nullptr &&
         (std::ranges::any_of(form->inputs, named) || std::ranges::any_of(form->choices, named) ||
          std::ranges::any_of(form->checks, named));
}

void choose(std::vector<ui::Choices>& groups, const codec::Form& sent) {
  for (auto& group : groups) {
    const auto values = sent.all(group.name);
    for (auto& item : group.items)
      item.selected = std::ranges::find(values, item.value) != values.end();
  }
}

void refill(ui::AdminForm& form, const codec::Form& sent) {
  for (auto& input : form.inputs) input.value = sent.value(input.name);
  choose(form.choices, sent);
  choose(form.checks, sent);
}

// "/redirect_uris/0" -> "redirect_uri"
std::string form_name(std::string_view pointer) {
  if (pointer.starts_with('/')) pointer.remove_prefix(1);
  const auto name = pointer.substr(0, pointer.find('/'));
  for (const auto& [member, field] : kFormNames) {
    if (member == name) return std::string(field);
  }
  return std::string(name);
}

// What is shown instead of a text id is read as a text with {placeholders}; so it may have none.
bool is_plain(std::string_view text) {
  return !text.empty() && text.find('{') == std::string_view::npos;
}

std::string text_of(const Error& error, const ui::Renderer& renderer) {
  if (renderer.has_text(error.id, "en")) return error.id;
  if (is_plain(error.text)) return error.text;
  return "error." + std::to_string(http::status_of(error.code)) + ".text";
}

std::string text_of(const FieldError& wrong, const std::string& field,
                    const ui::Renderer& renderer) {
  for (const auto& id :
       {"admin.field." + field + '.' + wrong.id, "admin.field." + wrong.id, wrong.id}) {
    if (renderer.has_text(id, "en")) return id;
  }
  return is_plain(wrong.text) ? wrong.text : "admin.field.other";
}

std::vector<ui::FieldMessage> messages_of(const Error& error, const ui::AdminForm* form,
                                          const ui::Renderer& renderer) {
  std::vector<ui::FieldMessage> out;
  for (const auto& wrong : error.fields) {
    auto field = form_name(wrong.field);
    // What has no field here is told by the error as a whole.
    if (has_field(form, field) && ui::error_of(out, field).empty()) {
      auto text = text_of(wrong, field, renderer);
      out.push_back({.field = std::move(field), .text_id = std::move(text)});
    }
  }
  if (!out.empty()) return out;
  const auto home = std::ranges::find_if(kHomes, [&](const Home& one) {
    return one.error_id == error.id && has_field(form, one.field);
  });
  return {{.field = home == kHomes.end() ? "" : std::string(home->field),
           .text_id = text_of(error, renderer)}};
}

}  // namespace

void put_refusal(ui::AdminPage& page, const Refusal& refusal, const ui::Renderer& renderer) {
  auto* form = pressed_form(page, refusal.form);
  page.notice.clear();
  page.errors = messages_of(refusal.error, form, renderer);
  if (form == nullptr) return;
  refill(*form, refusal.form);
  const auto mark = [&page](auto& fields) {
    for (auto& field : fields) field.error_id = ui::error_of(page.errors, field.name);
  };
  mark(form->inputs);
  mark(form->choices);
  mark(form->checks);
}

}  // namespace tessera::endpoints::admin
