SwaggerUIBundle({url: "/openapi.json", dom_id: "#api", validatorUrl: null, deepLinking: true, docExpansion: "list"});
