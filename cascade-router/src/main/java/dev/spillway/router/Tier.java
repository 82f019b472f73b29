package dev.spillway.router;

/**
 * A model at a price. Clients may ask for it by name; policies arrange tiers in cascades.
 *
 * @param model the name by which workers know the model
 */
public record Tier(String name, String model, Price price) {}
